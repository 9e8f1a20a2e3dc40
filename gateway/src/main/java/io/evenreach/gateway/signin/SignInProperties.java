package io.evenreach.gateway.signin;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Tokens and keys.
 *
 * @param issuer the address people and machines know this platform by; it is in every token and never taken from a
 *     request
 * @param localPort the port this gateway listens on, for the redirect of the user interface
 * @param clientTokenLifetime how long a machine's token lives
 * @param userTokenLifetime how long a person's token lives: a working day, as there is no refresh in a browser
 * @param keyLifetime how long a key signs before the next one does
 * @param keyAnnouncement how long a new key is published before it signs, so that every service knows it by then
 * @param standingFor how long the gateway may still accept a token after its user or client was disabled
 * @param standingWithoutDatabase how long it goes by what it last knew of a user or client where the database does not
 *     answer it, and so how long it may let in somebody who was disabled meanwhile through an instance that it does answer
 */
@Validated
@ConfigurationProperties("evenreach.sign-in")
record SignInProperties(
        @NotNull URI issuer,
        @DefaultValue("8080") int localPort,
        @DefaultValue("PT1H") Duration clientTokenLifetime,
        @DefaultValue("PT8H") Duration userTokenLifetime,
        @DefaultValue("P90D") Duration keyLifetime,
        @DefaultValue("PT15M") Duration keyAnnouncement,
        @DefaultValue("PT2S") Duration standingFor,
        @DefaultValue("PT5M") Duration standingWithoutDatabase) {

    /** After this a key verifies nothing that still lives. */
    Duration keyRetention() {
        Duration longest =
                userTokenLifetime.compareTo(clientTokenLifetime) > 0 ? userTokenLifetime : clientTokenLifetime;
        return keyLifetime.plus(keyAnnouncement).plus(longest).plus(Duration.ofHours(1));
    }
}
