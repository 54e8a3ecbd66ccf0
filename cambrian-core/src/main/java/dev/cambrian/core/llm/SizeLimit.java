package dev.cambrian.core.llm;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;

/** Ends the reading of a response, as unpacked, that grows beyond a limit. */
final class SizeLimit implements Interceptor {
  static final class Exceeded extends IOException {
    private static final long serialVersionUID = 1L;

    Exceeded(long limit) {
      super("more than " + limit + " bytes");
    }
  }

  private final long limit;

  SizeLimit(long limit) {
    this.limit = limit;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    ResponseBody body = response.body();
    ForwardingSource counted =
        new ForwardingSource(body.source()) {
          private long read;

          @Override
          public long read(Buffer sink, long byteCount) throws IOException {
            long n = super.read(sink, byteCount);
            if (n > 0) {
              read += n;
              if (read > limit) {
                throw new Exceeded(limit);
              }
            }
            return n;
          }
        };
    return response
        .newBuilder()
        .body(ResponseBody.create(Okio.buffer(counted), body.contentType(), -1))
        .build();
  }
}
