package io.evenreach.gateway.routing;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;

/** The answer of a service, passed on as it arrives; nothing of it is kept. */
final class StreamedAnswer implements ServerResponse {

    private static final int BUFFER_BYTES = 16 * 1024;

    private final ClassicHttpResponse answer;
    private final HttpHeaders headers;

    StreamedAnswer(ClassicHttpResponse answer, HttpHeaders headers) {
        this.answer = answer;
        this.headers = headers;
    }

    @Override
    public HttpStatusCode statusCode() {
        return HttpStatusCode.valueOf(answer.getCode());
    }

    @Override
    public HttpHeaders headers() {
        return headers;
    }

    @Override
    public MultiValueMap<String, Cookie> cookies() {
        return new LinkedMultiValueMap<>();
    }

    @Override
    public @Nullable ModelAndView writeTo(HttpServletRequest request, HttpServletResponse response, Context context)
            throws IOException {
        try (answer) {
            response.setStatus(answer.getCode());
            headers.forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
            HttpEntity entity = answer.getEntity();
            if (entity == null) {
                return null;
            }
            if (entity.getContentLength() >= 0) {
                response.setContentLengthLong(entity.getContentLength());
            }
            copy(entity, request, response.getOutputStream());
            return null;
        }
    }

    private static void copy(HttpEntity entity, HttpServletRequest request, OutputStream out) throws IOException {
        boolean live = entity.getContentLength() < 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = entity.getContent()) {
            while (true) {
                int read;
                try {
                    read = in.read(buffer);
                } catch (IOException serviceGone) {
                    // The answer has begun, so only a broken connection can still say that it is not complete.
                    BrokenAnswers.mark(request, serviceGone);
                    return;
                }
                if (read < 0) {
                    return;
                }
                out.write(buffer, 0, read);
                if (live) {
                    out.flush();
                }
            }
        }
    }
}
