package io.evenreach.gateway.limits;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Requests per second that one party may send to one instance of the gateway, and how many it works on at once.
 *
 * @param perClient for each client or user, as its token names it
 * @param clientBurst how many it may send at once after a pause
 * @param perAddress for each network address, on the sign-in paths, where nobody is known yet
 * @param addressBurst how many an address may send at once after a pause
 * @param clicksPerAddress for each network address that follows guides' links
 * @param clickBurst how many links an address may follow at once after a pause
 * @param registrationsPerAddress for each network address from which guides register, who have no token
 * @param registrationBurst how many may register from an address at once after a pause
 * @param inFlight how many requests are worked on at once, whoever sent them; what comes beyond it waits
 * @param inFlightWait how long it waits before it is refused
 * @param remembered how many parties are counted at the same time; one that is forgotten starts with a full bucket
 */
@Validated
@ConfigurationProperties("evenreach.limits")
record LimitProperties(
        @DefaultValue("2000") @Min(1) long perClient,
        @DefaultValue("4000") @Min(1) long clientBurst,
        @DefaultValue("100") @Min(1) long perAddress,
        @DefaultValue("300") @Min(1) long addressBurst,
        @DefaultValue("200") @Min(100) long clicksPerAddress,
        @DefaultValue("1000") @Min(100) long clickBurst,
        @DefaultValue("2") @Min(1) long registrationsPerAddress,
        @DefaultValue("1000") @Min(1) long registrationBurst,
        @DefaultValue("256") @Min(1) int inFlight,
        @DefaultValue("PT2S") Duration inFlightWait,
        @DefaultValue("100000") @Min(1) long remembered) {}
