package io.evenreach.frequency.importing.web;

import io.evenreach.frequency.importing.ImportProperties;
import io.evenreach.frequency.importing.MappingJson;
import io.evenreach.frequency.importing.VisibleChannels;
import io.evenreach.frequency.importing.domain.ImportMapping;
import io.evenreach.frequency.importing.domain.ImportMapping.ChannelSource;
import io.evenreach.frequency.importing.persistence.ImportStore;
import io.evenreach.frequency.importing.persistence.RowCounts;
import io.evenreach.frequency.importing.persistence.StoredFile;
import io.evenreach.frequency.importing.persistence.StoredImport;
import io.evenreach.frequency.importing.reading.FileHead;
import io.evenreach.frequency.job.JobKind;
import io.evenreach.frequency.job.Jobs;
import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.PolicyWait;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.multipart.MultipartFile;
import tools.jackson.databind.json.JsonMapper;

/** Takes uploads in: checks what can be known before the first row, keeps the bytes, queues the job. */
@Component
class Uploads {

    private static final int FILE_NAME_LENGTH_MAX = 200;

    private final PolicyWait wait;
    private final VisibleChannels channels;
    private final ImportStore store;
    private final Jobs jobs;
    private final ImportProperties properties;
    private final TransactionTemplate transaction;
    private final JsonMapper json;

    Uploads(
            PolicyWait wait,
            VisibleChannels channels,
            ImportStore store,
            Jobs jobs,
            ImportProperties properties,
            TransactionTemplate transaction,
            JsonMapper json) {
        this.wait = wait;
        this.channels = channels;
        this.store = store;
        this.jobs = jobs;
        this.properties = properties;
        this.transaction = transaction;
        this.json = json;
    }

    /** @throws ProblemException where the mapping does not fit; nothing is stored then */
    UUID accept(MappingJson wire, FileHead head, MultipartFile file, String owner) throws IOException {
        CampaignPolicy campaign = campaign(wire);
        ImportMapping mapping = wire.toDomain(new HashSet<>(head.columns()), campaign.dataSetId());
        requireChannels(mapping, owner);
        UUID jobId = UUID.randomUUID();
        long bytes;
        try (InputStream stream = file.getInputStream()) {
            bytes = StoredFile.store(store, jobId, stream);
        }
        StoredImport stored = new StoredImport(
                jobId,
                mapping.campaignId(),
                mapping.dataSetId(),
                fileName(file),
                json.writeValueAsString(wire),
                bytes,
                0,
                1,
                new RowCounts(0, 0, 0, 0, 0),
                null,
                false);
        transaction.executeWithoutResult(status -> {
            jobs.queue(jobId, JobKind.IMPORT, owner);
            store.insert(stored);
        });
        return jobId;
    }

    private CampaignPolicy campaign(MappingJson wire) {
        UUID campaignId = wire.campaignId();
        Optional<CampaignPolicy> campaign = campaignId == null
                ? Optional.empty()
                : wait.untilCampaign(campaignId).campaign(campaignId);
        return campaign.orElseThrow(() -> ProblemException.invalidField(
                "/mapping/campaignId", "UNKNOWN_CAMPAIGN", "There is no campaign " + campaignId + "."));
    }

    private void requireChannels(ImportMapping mapping, String owner) {
        Map<String, String> wanted = new TreeMap<>();
        mapping.channels().forEach((label, channelId) -> wanted.put(MappingJson.labelPointer(label), channelId));
        if (mapping.channel() instanceof ChannelSource.Constant(String channelId)) {
            wanted.put("/mapping/channel/constant", channelId);
        }
        wait.untilChannels(wanted.values());
        List<FieldError> errors = new ArrayList<>();
        wanted.forEach((pointer, channelId) -> {
            if (channels.find(channelId, owner).isEmpty()) {
                errors.add(new FieldError(pointer, "UNKNOWN_CHANNEL", "There is no channel " + channelId + "."));
            }
        });
        if (!errors.isEmpty()) {
            throw new ProblemException(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "UNKNOWN_CHANNEL",
                    errors.getFirst().message(),
                    errors);
        }
    }

    /** Only the last part: some browsers send the whole path of the sender's disk. */
    private static String fileName(MultipartFile file) {
        String name = file.getOriginalFilename();
        if (name == null || name.isBlank()) {
            return "upload";
        }
        String bare = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .replace("\0", "");
        return bare.length() <= FILE_NAME_LENGTH_MAX ? bare : bare.substring(0, FILE_NAME_LENGTH_MAX);
    }
}
