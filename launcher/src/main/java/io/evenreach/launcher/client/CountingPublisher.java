package io.evenreach.launcher.client;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;

/** A body that tells how many of its bytes were handed over; it keeps the length of what it wraps, so uploads are not chunked. */
final class CountingPublisher implements BodyPublisher {

    private final BodyPublisher body;
    private final LongConsumer sentBytes;

    CountingPublisher(BodyPublisher body, LongConsumer sentBytes) {
        this.body = body;
        this.sentBytes = sentBytes;
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        body.subscribe(new Counting(subscriber));
    }

    private final class Counting implements Flow.Subscriber<ByteBuffer> {

        private final Flow.Subscriber<? super ByteBuffer> target;
        private long sent;

        Counting(Flow.Subscriber<? super ByteBuffer> target) {
            this.target = target;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            target.onSubscribe(subscription);
        }

        @Override
        public void onNext(ByteBuffer bytes) {
            sent += bytes.remaining();
            sentBytes.accept(sent);
            target.onNext(bytes);
        }

        @Override
        public void onError(Throwable failure) {
            target.onError(failure);
        }

        @Override
        public void onComplete() {
            target.onComplete();
        }
    }
}
