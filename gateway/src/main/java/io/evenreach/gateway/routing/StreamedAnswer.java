package io.evenreach.gateway.routing;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;

/** The answer of a service, passed on as it arrives; nothing of it is kept. */
final class StreamedAnswer implements ServerResponse {

    private static final Logger LOG = LoggerFactory.getLogger(StreamedAnswer.class);
    private static final int BUFFER_BYTES = 16 * 1024;

    private final ClassicHttpResponse answer;
    private final HttpHeaders headers;
    private final Cancellable exchange;

    /** @param exchange cancelled when this answer cannot be passed on to its end */
    StreamedAnswer(ClassicHttpResponse answer, HttpHeaders headers, Cancellable exchange) {
        this.answer = answer;
        this.headers = headers;
        this.exchange = exchange;
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
        boolean complete = false;
        try {
            response.setStatus(answer.getCode());
            headers.forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
            HttpEntity entity = answer.getEntity();
            if (entity != null && entity.getContentLength() >= 0) {
                response.setContentLengthLong(entity.getContentLength());
            }
            complete = entity == null || copy(entity, request, response.getOutputStream());
            return null;
        } finally {
            end(complete);
        }
    }

    /** False where the service broke off. */
    private static boolean copy(HttpEntity entity, HttpServletRequest request, OutputStream out) throws IOException {
        boolean live = entity.getContentLength() < 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        InputStream in = entity.getContent();
        while (true) {
            int read;
            try {
                read = in.read(buffer);
            } catch (IOException serviceGone) {
                // The answer has begun, so only a broken connection can still say that it is not complete.
                BrokenAnswers.mark(request, serviceGone);
                return false;
            }
            if (read < 0) {
                return true;
            }
            out.write(buffer, 0, read);
            if (live) {
                out.flush();
            }
        }
    }

    private void end(boolean complete) {
        if (!complete) {
            // Closing alone would first read the rest, which may be a whole export that nobody waits for.
            exchange.cancel();
        }
        try {
            answer.close();
        } catch (IOException alreadyGone) {
            LOG.debug("An answer could not be closed in order: {}", alreadyGone.toString());
        }
    }
}
