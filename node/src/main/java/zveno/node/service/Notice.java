package zveno.node.service;

/**
 * How something stands at present. Unlike an {@link Event} it is not kept: only the last one of its
 * kind counts.
 *
 * @param number grows from notice to notice, for as long as the node runs
 * @param title its kind, as the event stream names it
 * @param json the details, a JSON object
 */
public record Notice(long number, String title, String json) {}
