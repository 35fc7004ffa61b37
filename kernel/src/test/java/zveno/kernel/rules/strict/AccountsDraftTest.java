package zveno.kernel.rules.strict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.Hash;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.JdkSignatures;
import zveno.kernel.rules.strict.keys.Scheme;

/** What blocks do to accounts; signatures are not looked at here. */
class AccountsDraftTest {

  private static final long SEED = 1313;

  private final Address ann = person(1);
  private final Address bob = person(2);
  private final Address carol = person(3);

  @Test
  void theFirstViolationIsReportedInTheOrderOfTheRules() {
    MemoryAccounts accounts = new MemoryAccounts(parameters(50, 0, 2));
    accounts.set(ann, 10, 4);

    assertThat(refusal(accounts, 9, tx(ann, bob, 99, 0, 3, 1))).isEqualTo(StrictReason.NONCE);
    assertThat(refusal(accounts, 9, tx(ann, bob, 99, 0, 5, 1))).isEqualTo(StrictReason.NONCE);
    assertThat(refusal(accounts, 9, tx(ann, bob, 99, 0, 4, 8))).isEqualTo(StrictReason.EXPIRED);
    assertThat(refusal(accounts, 9, tx(ann, bob, 10, 1, 4, 9))).isEqualTo(StrictReason.BALANCE);
    assertThat(refusal(accounts, 9, tx(ann, bob, 0, 11, 4, 9))).isEqualTo(StrictReason.BALANCE);
    assertThat(refusal(accounts, 9, tx(ann, bob, Coins.MAX_UNITS, Coins.MAX_UNITS, 4, 9)))
        .isEqualTo(StrictReason.BALANCE);
    assertThat(new AccountsDraft(accounts, parameters(50, 0, 2), 9).apply(tx(ann, bob, 9, 1, 4, 9)))
        .isEmpty();
  }

  @Test
  void whatIsReceivedCanBeSpentInTheSameBlock() {
    MemoryAccounts accounts = new MemoryAccounts(parameters(50, 0, 2));
    accounts.set(ann, 10, 0);
    AccountsDraft draft = new AccountsDraft(accounts, parameters(50, 0, 2), 2);

    assertThat(draft.apply(tx(bob, carol, 5, 0, 0, 2)).orElseThrow().reason())
        .isEqualTo(StrictReason.BALANCE);
    assertThat(draft.apply(tx(ann, bob, 5, 1, 0, 2))).isEmpty();
    assertThat(draft.apply(tx(bob, carol, 5, 0, 0, 2))).isEmpty();
    assertThat(draft.account(ann)).isEqualTo(new Account(new Coins(4), 1));
    assertThat(draft.account(bob)).isEqualTo(new Account(Coins.NONE, 1));
    assertThat(draft.account(carol)).isEqualTo(new Account(new Coins(5), 0));
    assertThat(draft.reward()).isEqualTo(new Coins(51));
  }

  @Test
  void oneAccountInEveryRoleHasOneBalance() {
    Parameters parameters = parameters(50, 0, 0);
    MemoryAccounts accounts = new MemoryAccounts(parameters);
    accounts.set(ann, 10, 0);
    AccountsDraft draft = new AccountsDraft(accounts, parameters, 2);

    assertThat(draft.apply(tx(ann, ann, 7, 3, 0, 2))).isEmpty();
    assertThat(draft.account(ann).balance()).isEqualTo(new Coins(7));
    assertThat(draft.apply(tx(ann, ann, 6, 2, 1, 2)).orElseThrow().reason())
        .isEqualTo(StrictReason.BALANCE);

    AccountsDraft.Outcome.Applied applied =
        (AccountsDraft.Outcome.Applied) draft.finish(reward(ann, 53, 2));
    assertThat(applied.changes())
        .containsExactly(
            Map.entry(
                ann,
                new AccountChange(new Account(new Coins(10), 0), new Account(new Coins(60), 1))));
  }

  @Test
  void aRewardIsSpentNoEarlierThanItsMaturity() {
    Parameters parameters = parameters(50, 0, 2);
    MemoryAccounts accounts = new MemoryAccounts(parameters);
    for (long index = 2; index <= 6; index++) {
      AccountsDraft draft = new AccountsDraft(accounts, parameters, index);
      long expected = Math.max(0, index - 4) * 50; // block 4 pays that of 2, from 5 on
      assertThat(accounts.account(ann).balance().units()).isEqualTo(expected);
      Reward reward = reward(ann, 50, index);
      accounts.add(reward, ((AccountsDraft.Outcome.Applied) draft.finish(reward)).changes());
    }
    assertThat(accounts.account(ann).balance()).isEqualTo(new Coins(150));
  }

  @Test
  void aWrongRewardIsRefused() {
    Parameters parameters = parameters(50, 0, 2);
    for (long amount : new long[] {0, 49, 51}) {
      assertThat(
              new AccountsDraft(new MemoryAccounts(parameters), parameters, 2)
                  .finish(reward(ann, amount, 2)))
          .isInstanceOfSatisfying(
              AccountsDraft.Outcome.Refused.class,
              refused -> assertThat(refused.refusal().reason()).isEqualTo(StrictReason.REWARD));
    }
  }

  @Test
  void moneyIsNeverMadeOrLost() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    List<Address> people = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      people.add(person(10 + i));
    }
    for (int round = 0; round < 20; round++) {
      Parameters parameters =
          new Parameters(
              "model",
              10,
              600,
              Parameters.usual("model").limit(),
              new Coins(random.nextBoolean() ? random.nextLong(1L << 53) : random.nextLong(100)),
              random.nextInt(4),
              random.nextInt(4),
              Map.of(people.getFirst(), new Coins(1 + random.nextLong(1L << 52))),
              1 << 17);
      randomHistory(parameters, people, random);
    }
  }

  /** Beside plain numbers, which are right or wrong at a glance. */
  private static void randomHistory(Parameters parameters, List<Address> people, Random random) {
    MemoryAccounts accounts = new MemoryAccounts(parameters);
    Map<Address, Long> balances = new HashMap<>();
    Map<Address, Long> nonces = new HashMap<>();
    Map<Long, Reward> rewards = new HashMap<>();
    parameters.allocations().forEach((who, what) -> balances.put(who, what.units()));
    for (long index = 2; index < 90; index++) {
      AccountsDraft draft = new AccountsDraft(accounts, parameters, index);
      long fees = 0;
      for (int i = 0; i < 8; i++) {
        Address from = people.get(random.nextInt(people.size()));
        Address to = people.get(random.nextInt(people.size()));
        long has = balances.getOrDefault(from, 0L);
        long next = nonces.getOrDefault(from, 0L);
        long amount = random.nextLong(has + 2);
        long fee = random.nextLong(Math.min(3, has + 2 - amount) + 1);
        long nonce = random.nextInt(8) == 0 ? next + 1 : next;
        long expires = random.nextInt(8) == 0 ? index - 1 : index;
        boolean right = nonce == next && expires >= index && amount + fee <= has;
        assertThat(draft.apply(tx(from, to, amount, fee, nonce, expires)).isEmpty())
            .isEqualTo(right);
        if (right) {
          balances.merge(from, -amount - fee, Long::sum);
          balances.merge(to, amount, Long::sum);
          nonces.put(from, next + 1);
          fees += fee;
        }
      }
      long subsidy = parameters.subsidy().of(index).units();
      Reward reward = reward(people.get(random.nextInt(people.size())), subsidy + fees, index);
      rewards.put(index, reward);
      Reward due = rewards.get(index - parameters.maturity());
      if (due != null) {
        balances.merge(due.recipient(), due.amount().units(), Long::sum);
      }
      accounts.add(reward, ((AccountsDraft.Outcome.Applied) draft.finish(reward)).changes());
      balances.forEach((who, balance) ->
          assertThat(accounts.account(who))
              .isEqualTo(new Account(new Coins(balance), nonces.getOrDefault(who, 0L))));
      assertThat(accounts.spendable() + accounts.immature(index - parameters.maturity()))
          .isEqualTo(parameters.subsidy().supply(index).units());
    }
  }

  private static StrictReason refusal(
      MemoryAccounts accounts, long index, StrictTransaction transaction) {
    AccountsDraft draft = new AccountsDraft(accounts, parameters(50, 0, 2), index);
    StrictReason reason = draft.apply(transaction).orElseThrow().reason();
    assertThat(draft.account(transaction.sender()))
        .isEqualTo(accounts.account(transaction.sender()));
    return reason;
  }

  private static Parameters parameters(long reward, long halving, long maturity) {
    Parameters usual = Parameters.usual("accounts");
    return new Parameters(
        usual.network(),
        10,
        600,
        usual.limit(),
        new Coins(reward),
        halving,
        maturity,
        Map.of(),
        1 << 17);
  }

  private static Reward reward(Address who, long amount, long height) {
    return new Reward(new Coins(amount), 0, 0, height, Hash.ZERO, who);
  }

  private static StrictTransaction tx(
      Address from, Address to, long amount, long fee, long nonce, long expires) {
    try {
      return StrictTransaction.signed(
          new UnsignedTransaction(
              from,
              to,
              new Coins(amount),
              new Coins(fee),
              nonce,
              expires,
              Optional.empty(),
              Optional.empty()),
          new byte[64]);
    } catch (RefusedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Address person(int seed) {
    return Address.of(Scheme.ED25519, JdkSignatures.ed25519PublicKey(new byte[] {(byte) seed, 1}));
  }
}
