package zveno.node.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import zveno.node.http.transport.HttpException;

/** Answers requests that are too broken to come through the front door. */
final class HttpErrors implements Request.Handler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    HttpException refusal = new HttpException(response.getStatus(), detail(response.getStatus()));
    String path = String.valueOf(request.getHttpURI().getPath());
    RequestHandler.head(refusal.answer(path), response);
    response.write(true, ByteBuffer.wrap(refusal.body(path)), callback);
    return true;
  }

  private static String detail(int status) {
    return switch (status) {
      case 408 -> "the request did not arrive in time";
      case 414 -> "the request line is too long; send large values in a body";
      case 417 -> "this expectation cannot be met; remove the Expect header";
      case 426, 505 -> "only HTTP/1.0 and HTTP/1.1 are supported";
      case 431 -> "the header fields are too large; send fewer or shorter ones";
      case 503 -> "the node is shutting down";
      default -> status < 500 ? "this is not a well-formed request" : "the request failed";
    };
  }
}
