/**
 * What a chain is: exact JSON, rules, the tree of blocks, the pool, the search for proofs. Knows no
 * disk, no network, no thread and no clock.
 */
module zveno.kernel {
  requires static transitive org.jspecify;
  requires static jdk.incubator.vector;

  exports zveno.kernel.bytes;
  exports zveno.kernel.chain;
  exports zveno.kernel.json;
  exports zveno.kernel.merkle;
  exports zveno.kernel.mining;
  exports zveno.kernel.model;
  exports zveno.kernel.pool;
  exports zveno.kernel.rules;
  exports zveno.kernel.rules.classic;
  exports zveno.kernel.rules.strict;
  exports zveno.kernel.rules.strict.keys;
  exports zveno.kernel.rules.strict.work;
  exports zveno.kernel.state;

  uses zveno.kernel.rules.RuleSetFactory;
  uses zveno.kernel.rules.strict.keys.SignatureVerifier;

  provides zveno.kernel.rules.RuleSetFactory with
      zveno.kernel.rules.classic.ClassicRuleSets,
      zveno.kernel.rules.strict.StrictRuleSets;
}
