package io.evenreach.identity.linkage.web;

import io.evenreach.identity.linkage.LinkageRecords;
import io.evenreach.identity.linkage.RecordOutcome;
import io.evenreach.identity.linkage.domain.Field;
import io.evenreach.identity.linkage.domain.PersonRecord;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.problem.ScalarText;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.annotation.JsonDeserialize;

/** Records of people without a shared key, in. */
@RestController
@Tag(name = "Linkage")
class RecordsController {

    static final int RECORDS_MAX = 1_000;
    static final int TEXT_MAX = 500;
    static final int ATTRIBUTES_MAX = 50;

    record RecordsBody(
            @NotNull @Size(min = 1, max = RECORDS_MAX) List<@NotNull @Valid RecordBody> records) {}

    /**
     * One record. Every field may be missing, mistyped or malformed: a number or a truth value is read as it is written.
     *
     * @param birthDate free text such as 19560409 or 1956-04-09
     * @param attributes whatever else the source knows: texts, numbers or truth values by name
     */
    record RecordBody(
            @NotBlank @Size(max = 200) @JsonDeserialize(using = ScalarText.class)
            String recordId,

            @NotBlank @Size(max = 200) @JsonDeserialize(using = ScalarText.class)
            String source,

            @Nullable @Size(max = TEXT_MAX) @JsonDeserialize(using = ScalarText.class)
            String givenName,

            @Nullable @Size(max = TEXT_MAX) @JsonDeserialize(using = ScalarText.class)
            String surname,

            @Nullable @Size(max = TEXT_MAX) @JsonDeserialize(using = ScalarText.class)
            String birthDate,

            @Nullable @Size(max = TEXT_MAX) @JsonDeserialize(using = ScalarText.class)
            String streetNumber,

            @Nullable @Size(max = TEXT_MAX) @JsonDeserialize(using = ScalarText.class)
            String address1,

            @Nullable @Size(max = TEXT_MAX) @JsonDeserialize(using = ScalarText.class)
            String address2,

            @Nullable @Size(max = TEXT_MAX) @JsonDeserialize(using = ScalarText.class)
            String suburb,

            @Nullable @Size(max = TEXT_MAX) @JsonDeserialize(using = ScalarText.class)
            String city,

            @Nullable @Size(max = TEXT_MAX) @JsonDeserialize(using = ScalarText.class)
            String postcode,

            @Nullable @Size(max = TEXT_MAX) @JsonDeserialize(using = ScalarText.class)
            String state,

            @Nullable @Size(max = TEXT_MAX) @JsonDeserialize(using = ScalarText.class)
            String country,

            @Nullable @Size(max = TEXT_MAX) @JsonDeserialize(using = ScalarText.class)
            String phone,

            @Nullable @Size(max = TEXT_MAX) @JsonDeserialize(using = ScalarText.class)
            String email,

            @Nullable @Size(max = ATTRIBUTES_MAX) Map<String, @Nullable Object> attributes) {}

    /**
     * What was done.
     *
     * @param duplicates records that were here before and say the same
     */
    record RecordsView(int accepted, int duplicates, List<Rejected> rejected) {}

    record Rejected(int index, String recordId, String code, String detail) {}

    private final LinkageRecords records;

    RecordsController(LinkageRecords records) {
        this.records = records;
    }

    @PostMapping("/api/v1/identity/records")
    @RequiresScope(Scopes.IDENTITY_WRITE)
    @Operation(
            summary = "Take in records of people that share no key, for the next linkage run",
            description =
                    "Every field may be missing, mistyped or malformed. A number or a truth value in the place of a text"
                            + " is taken as the text that it is written as.")
    RecordsView add(@RequestBody @Valid RecordsBody body, Caller caller) {
        List<PersonRecord> added = new ArrayList<>();
        for (int i = 0; i < body.records().size(); i++) {
            added.add(recordOf(i, body.records().get(i)));
        }
        List<RecordOutcome> outcomes = records.add(LinkageRecords.ownerOf(caller), added);
        List<Rejected> rejected = new ArrayList<>();
        int accepted = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            switch (outcomes.get(i)) {
                case ACCEPTED -> accepted++;
                case DUPLICATE -> {}
                case CONFLICTING_DUPLICATE ->
                    rejected.add(new Rejected(
                            i,
                            added.get(i).recordId(),
                            "CONFLICTING_DUPLICATE",
                            "This recordId was used before for another record."));
            }
        }
        return new RecordsView(accepted, outcomes.size() - accepted - rejected.size(), rejected);
    }

    private static PersonRecord recordOf(int index, RecordBody body) {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, "givenName", body.givenName());
        put(fields, "surname", body.surname());
        put(fields, "birthDate", body.birthDate());
        put(fields, "streetNumber", body.streetNumber());
        put(fields, "address1", body.address1());
        put(fields, "address2", body.address2());
        put(fields, "suburb", body.suburb());
        put(fields, "city", body.city());
        put(fields, "postcode", body.postcode());
        put(fields, "state", body.state());
        put(fields, "country", body.country());
        put(fields, "phone", body.phone());
        put(fields, "email", body.email());
        if (body.attributes() != null) {
            body.attributes().forEach((name, value) -> {
                if (value != null) {
                    fields.put(Field.ATTRIBUTE_PREFIX + name, attribute(index, name, value));
                }
            });
        }
        return new PersonRecord(body.recordId(), body.source(), fields);
    }

    private static void put(Map<String, String> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    private static String attribute(int index, String name, Object value) {
        boolean scalar = value instanceof String || value instanceof Number || value instanceof Boolean;
        if (!scalar || value.toString().length() > TEXT_MAX || name.length() > TEXT_MAX || name.indexOf('\0') >= 0) {
            throw ProblemException.invalidField(
                    "/records/" + index + "/attributes/"
                            + name.replace("~", "~0").replace("/", "~1"),
                    "INVALID_FIELD",
                    "An attribute is a text of at most " + TEXT_MAX + " characters, a number or a truth value.");
        }
        return value.toString();
    }
}
