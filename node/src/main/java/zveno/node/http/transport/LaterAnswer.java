package zveno.node.http.transport;

import java.util.concurrent.CompletionStage;

/**
 * An answer that another thread will give; until then no thread waits for it. A failure is told as
 * if the endpoint had thrown it.
 *
 * @param coming completed by a thread that must not be kept waiting
 */
public record LaterAnswer(CompletionStage<Answer> coming) implements Reply {}
