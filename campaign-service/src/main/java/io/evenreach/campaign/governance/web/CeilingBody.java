package io.evenreach.campaign.governance.web;

import io.evenreach.campaign.governance.domain.Ceiling;
import io.evenreach.campaign.wire.Patterns;
import io.evenreach.campaign.wire.Refusals;
import io.evenreach.campaign.wire.WindowBody;
import io.evenreach.campaign.wire.WindowReader;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A ceiling as somebody sends it.
 *
 * @param channels the channels that count together; every channel where absent or empty
 * @param count touches per customer and window; 0 allows none
 * @param window ROLLING or CALENDAR
 * @param shares what single campaigns are sure of; none where absent
 */
record CeilingBody(
        @Nullable @Size(max = 200) @Pattern(regexp = Patterns.VISIBLE, message = "must not be blank")
        String name,

        @Nullable @Size(max = 100) List<@NotBlank @Size(max = 100) String> channels,
        @NotNull Integer count,
        @NotNull @Valid WindowBody window,
        @Nullable @Size(max = 100) List<@NotNull @Valid ShareBody> shares) {

    /**
     * A part of the ceiling that other campaigns leave alone while this one may still use it.
     *
     * @param count touches per customer and window, at least 1
     */
    record ShareBody(@NotNull UUID campaignId, @NotNull Integer count) {}

    Ceiling ceiling() {
        Refusals refusals = new Refusals();
        return new WindowReader(refusals)
                .window(window, "/window")
                .filter(read -> refusals.isEmpty())
                .map(read -> new Ceiling(
                        name == null ? null : name.strip(),
                        channels == null ? List.of() : channels,
                        count,
                        read,
                        shares == null
                                ? List.of()
                                : shares.stream()
                                        .map(share -> new Ceiling.Share(share.campaignId(), share.count()))
                                        .toList()))
                .orElseThrow(refusals::problem);
    }
}
