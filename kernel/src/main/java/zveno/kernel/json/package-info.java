/**
 * Reads and writes JSON exactly as Python does.
 *
 * <p>The classic rules hash a block as Python's {@code json.dumps(block, sort_keys=True)} prints
 * it, so a document has to come out of this room byte for byte as it would come out of CPython 3.11
 * after {@code json.loads}. That text is called <em>canonical</em> here. It is plain ASCII.
 *
 * <p>Start at {@link zveno.kernel.json.JsonReader}: it makes canonical bytes of any JSON, in one
 * pass and within {@link zveno.kernel.json.JsonLimits}. {@link zveno.kernel.json.JsonValue} looks
 * into canonical bytes without unpacking them; {@link zveno.kernel.json.JsonWriter} prints values
 * of our own. Behind the reader, {@code Canonicalizer} walks a value, {@code Tokenizer} reads
 * strings, {@code NumberReader} numbers, and {@code MemberOrder} sorts the members of objects.
 */
@NullMarked
package zveno.kernel.json;

import org.jspecify.annotations.NullMarked;
