package io.evenreach.gateway.routing;

import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** The pool of connections to the services. It changes nothing: no redirects, cookies, decompression or retries. */
@Component
class UpstreamClients implements DisposableBean {

    /** Shorter than the services keep an idle connection, so that it is this side that closes it. */
    private static final TimeValue IDLE = TimeValue.ofSeconds(15);

    /** The check costs a millisecond, and finds connections whose other end has died. */
    private static final TimeValue CHECK_AFTER_IDLE = TimeValue.ofMilliseconds(250);

    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;
    private final RequestConfig forRequests;
    private final RequestConfig forUploads;

    UpstreamClients(RoutingProperties properties) {
        Timeout silence = Timeout.of(properties.answerWithin());
        this.connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(properties.connectionsPerInstance())
                .setMaxConnTotal(properties.connectionsPerInstance() * 8)
                .setDefaultSocketConfig(
                        SocketConfig.custom().setTcpNoDelay(true).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(properties.connectWithin()))
                        .setSocketTimeout(silence)
                        .setIdleTimeout(Timeout.of(IDLE.getDuration(), TimeUnit.SECONDS))
                        .setValidateAfterInactivity(CHECK_AFTER_IDLE)
                        .build())
                // A service that refuses an upload answers before it has read it all; its answer must be seen.
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .responseOutOfOrderStrategy(MonitoringResponseOutOfOrderStrategy.INSTANCE)
                        .build())
                .build();
        this.client = HttpClients.custom()
                .setConnectionManager(connections)
                .setKeepAliveStrategy(DefaultConnectionKeepAliveStrategy.INSTANCE)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableDefaultUserAgent()
                .evictIdleConnections(IDLE)
                .build();
        this.forRequests = config(properties, silence);
        this.forUploads = config(properties, Timeout.of(properties.answerUploadWithin()));
    }

    private static RequestConfig config(RoutingProperties properties, Timeout silence) {
        return RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(properties.waitForConnection()))
                .setConnectionKeepAlive(IDLE)
                .setResponseTimeout(silence)
                .setExpectContinueEnabled(false)
                .build();
    }

    CloseableHttpClient client() {
        return client;
    }

    /** One connection was found dead: those that wait unused may be so too, and are opened anew when needed. */
    void dropIdle() {
        connections.closeIdle(TimeValue.ZERO_MILLISECONDS);
    }

    RequestConfig forRequests() {
        return forRequests;
    }

    RequestConfig forUploads() {
        return forUploads;
    }

    @Override
    public void destroy() throws Exception {
        client.close();
    }
}
