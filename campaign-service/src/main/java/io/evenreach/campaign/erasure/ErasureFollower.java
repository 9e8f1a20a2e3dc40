package io.evenreach.campaign.erasure;

import java.util.List;

/** A feature that keeps something under identifiers. */
public interface ErasureFollower {

    /** Deletes what is dated in these spans, in the caller's transaction. Done again, it finds nothing. */
    void erase(List<ErasedSpan> spans);
}
