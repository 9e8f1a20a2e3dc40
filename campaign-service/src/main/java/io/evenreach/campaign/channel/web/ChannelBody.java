package io.evenreach.campaign.channel.web;

import io.evenreach.campaign.channel.domain.Channel;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A channel as somebody sends it. */
record ChannelBody(
        @NotBlank @Size(max = 200) String name,
        @NotNull Channel.Domain domain,
        @Nullable Boolean closed,
        @NotNull Channel.Family family,

        @Nullable
        @Pattern(
                regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}",
                message = "must be 1 to 100 letters, digits, dots, dashes or underscores")
        String partnerId,

        @Nullable Duration grantTtl,
        Channel.@Nullable OnUnavailable onUnavailable) {

    /** @param partner the partner that sends it, whose channel it becomes; null for the brand */
    Channel.Definition definition(@Nullable String partner, Duration defaultGrantTtl) {
        return new Channel.Definition(
                name.strip(),
                domain,
                Boolean.TRUE.equals(closed),
                family,
                partner == null ? partnerId : partner,
                grantTtl == null ? defaultGrantTtl : grantTtl,
                onUnavailable == null ? Channel.OnUnavailable.DENY : onUnavailable);
    }
}
