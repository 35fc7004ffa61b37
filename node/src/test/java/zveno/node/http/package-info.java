/**
 * Tests against a real server on a free port, with a real store. Every answer that {@link
 * zveno.node.http.Client} gets is held against the OpenAPI document by {@link
 * zveno.node.http.Contract}.
 */
package zveno.node.http;
