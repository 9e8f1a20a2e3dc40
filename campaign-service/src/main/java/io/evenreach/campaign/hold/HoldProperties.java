package io.evenreach.campaign.hold;

import io.evenreach.campaign.hold.domain.CoolDowns;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long marketing stays silent, and the bounds of holds.
 *
 * @param coolDownLow silence after a resolved complaint of severity LOW; likewise the next two
 * @param futureMax how far a complaint's clock may run before ours
 * @param keysMax most identifier keys one hold carries: beyond it the message would exceed its bound
 * @param sweepEvery how often cool-downs that have passed are told to consumers, who also see it themselves
 * @param sweepMax most holds ended in one transaction
 * @param earlyResolutionsKeptFor how long a resolution waits for its complaint
 */
@ConfigurationProperties("evenreach.hold")
public record HoldProperties(
        @DefaultValue("1d") Duration coolDownLow,
        @DefaultValue("7d") Duration coolDownMedium,
        @DefaultValue("30d") Duration coolDownHigh,
        @DefaultValue("5m") Duration futureMax,
        @DefaultValue("1000") int keysMax,
        @DefaultValue("1s") Duration sweepEvery,
        @DefaultValue("500") int sweepMax,
        @DefaultValue("90d") Duration earlyResolutionsKeptFor) {

    CoolDowns coolDowns() {
        return new CoolDowns(coolDownLow, coolDownMedium, coolDownHigh);
    }
}
