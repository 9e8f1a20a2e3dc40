package io.evenreach.campaign.campaign.persistence;

import io.evenreach.campaign.campaign.domain.Audience;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An audience as columns; also its shape inside the JSON of a kept version. */
@Embeddable
record AudienceColumns(
        @Column(name = "audience_kind") @Enumerated(EnumType.STRING)
        Kind kind,

        @Column(name = "audience_digest") @Nullable String digest,
        @Column(name = "audience_size") @Nullable Integer size,
        @Column(name = "data_set_id") @Nullable String dataSetId) {

    enum Kind {
        EVERYONE,
        LIST,
        DATA_SET
    }

    static AudienceColumns of(Audience audience) {
        return switch (audience) {
            case Audience.Everyone() -> new AudienceColumns(Kind.EVERYONE, null, null, null);
            case Audience.Listed(String digest, int size) -> new AudienceColumns(Kind.LIST, digest, size, null);
            case Audience.DataSet(String dataSetId) -> new AudienceColumns(Kind.DATA_SET, null, null, dataSetId);
        };
    }

    Audience audience() {
        return switch (kind) {
            case EVERYONE -> new Audience.Everyone();
            case LIST -> new Audience.Listed(Objects.requireNonNull(digest), Objects.requireNonNull(size));
            case DATA_SET -> new Audience.DataSet(Objects.requireNonNull(dataSetId));
        };
    }
}
