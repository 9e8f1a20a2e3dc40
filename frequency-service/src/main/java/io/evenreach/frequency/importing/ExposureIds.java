package io.evenreach.frequency.importing;

import io.evenreach.frequency.importing.domain.RowOutcome.Exposure;
import io.evenreach.frequency.importing.persistence.ImportStore;
import io.evenreach.identifiers.IdentifierKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Ids for the exposures of a log: the sender's own, else the row's content with its number among rows of that content.
 * So the n-th of several identical rows has the same id in whatever order they come, and in every repetition of the file.
 *
 * @param ids one per exposure
 * @param seen how often each content was seen after this batch
 */
record ExposureIds(List<String> ids, Map<IdentifierKey, Integer> seen) {

    private static final int CONTENT_HEX_DIGITS = 40;

    static ExposureIds of(UUID jobId, @Nullable String dataSetId, List<Exposure> exposures, ImportStore store) {
        List<IdentifierKey> contents = exposures.stream()
                .filter(exposure -> exposure.givenId() == null)
                .map(Exposure::content)
                .distinct()
                .toList();
        Map<IdentifierKey, Integer> seen =
                contents.isEmpty() ? new HashMap<>() : new HashMap<>(store.twins(jobId, contents));
        List<String> ids = new ArrayList<>(exposures.size());
        for (Exposure exposure : exposures) {
            if (exposure.givenId() != null) {
                // Logs under study must not meet each other, nor live exposures, by their own numbering.
                ids.add(dataSetId == null ? exposure.givenId() : dataSetId + "/" + exposure.givenId());
            } else {
                int number = seen.merge(exposure.content(), 1, Integer::sum);
                ids.add("row:" + exposure.content().hex().substring(0, CONTENT_HEX_DIGITS) + ":" + number);
            }
        }
        return new ExposureIds(ids, seen);
    }
}
