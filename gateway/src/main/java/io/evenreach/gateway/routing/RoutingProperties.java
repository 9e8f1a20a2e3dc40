package io.evenreach.gateway.routing;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Where the services are, and the bounds of what is carried to them.
 *
 * @param identity addresses of the instances, as are {@code campaign}, {@code frequency} and {@code guides}
 * @param connectWithin an instance that does not accept within this is not there
 * @param answerWithin longest silence of a service before the caller gets a 504
 * @param answerUploadWithin the same while a service works on an upload
 * @param waitForConnection longest wait for a pooled connection before the caller gets a 503
 * @param avoidFor how long an instance that failed is asked last
 * @param largestBody bound of a request body
 * @param largestUpload bound of an uploaded file with its form
 * @param repeatableBody a PUT of at most this size is kept until it is answered, so that it can be sent again
 * @param connectionsPerInstance bound of the pool
 */
@Validated
@ConfigurationProperties("evenreach.routing")
record RoutingProperties(
        @NotEmpty List<URI> identity,
        @NotEmpty List<URI> campaign,
        @NotEmpty List<URI> frequency,
        @NotEmpty List<URI> guides,
        @DefaultValue("PT1S") Duration connectWithin,
        @DefaultValue("PT120S") Duration answerWithin,
        @DefaultValue("PT10M") Duration answerUploadWithin,
        @DefaultValue("PT5S") Duration waitForConnection,
        @DefaultValue("PT2S") Duration avoidFor,
        @DefaultValue("8MB") DataSize largestBody,
        @DefaultValue("2GB") DataSize largestUpload,
        @DefaultValue("256KB") DataSize repeatableBody,
        @DefaultValue("256") @Min(1) @Max(10_000) int connectionsPerInstance) {}
