/**
 * Tables of a database that follow the chain of a running node. Start at {@link
 * zveno.export.feed.FeedCommand}.
 */
@NullMarked
package zveno.export.feed;

import org.jspecify.annotations.NullMarked;
