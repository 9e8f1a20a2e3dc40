package io.evenreach.frequency.importing.web;

import io.evenreach.frequency.importing.ImportProperties;
import io.evenreach.frequency.importing.MappingJson;
import io.evenreach.frequency.importing.domain.ColumnGuess;
import io.evenreach.frequency.importing.persistence.ImportStore;
import io.evenreach.frequency.importing.persistence.Rejection;
import io.evenreach.frequency.importing.reading.CsvRows;
import io.evenreach.frequency.importing.reading.FileFormat;
import io.evenreach.frequency.importing.reading.FileHead;
import io.evenreach.frequency.job.Job;
import io.evenreach.frequency.job.JobKind;
import io.evenreach.frequency.job.Jobs;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Logs of exposures, as files. */
@RestController
@Tag(name = "Imports")
class ImportController {

    private final Uploads uploads;
    private final Jobs jobs;
    private final ImportStore store;
    private final ImportViews views;
    private final ImportProperties properties;
    private final JsonMapper json;

    ImportController(
            Uploads uploads,
            Jobs jobs,
            ImportStore store,
            ImportViews views,
            ImportProperties properties,
            JsonMapper json) {
        this.uploads = uploads;
        this.jobs = jobs;
        this.store = store;
        this.views = views;
        this.properties = properties;
        this.json = json.rebuild()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    /**
     * A guess at a file's columns.
     *
     * @param format {@code CSV} or {@code NDJSON}
     * @param separator between fields; absent for NDJSON
     * @param samples the first distinct values of each column
     * @param mapping what the columns probably mean; what is not known is absent
     */
    record PreviewJson(
            String format,
            @Nullable String separator,
            List<String> columns,
            Map<String, List<String>> samples,
            MappingJson mapping) {}

    @PostMapping(path = "/api/v1/imports/preview", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @RequiresScope(Scopes.IMPORT_WRITE)
    @Operation(summary = "What the columns of a file probably mean, judged by its first 64 KiB; nothing is stored")
    PreviewJson preview(MultipartHttpServletRequest request) throws IOException {
        FileHead head = head(file(request));
        ColumnGuess guess = ColumnGuess.of(head.columns(), head.rows());
        return new PreviewJson(
                head.format() instanceof FileFormat.Csv ? "CSV" : "NDJSON",
                head.format() instanceof FileFormat.Csv(CsvRows.Dialect dialect)
                        ? String.valueOf(dialect.separator())
                        : null,
                head.columns(),
                guess.samples(),
                MappingJson.of(guess));
    }

    @PostMapping(path = "/api/v1/imports", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @RequiresScope(Scopes.IMPORT_WRITE)
    @Operation(summary = "Import a CSV or NDJSON log of exposures: parts file and mapping")
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    ResponseEntity<ImportJson> upload(MultipartHttpServletRequest request, Caller caller) throws IOException {
        MappingJson mapping = mapping(request);
        MultipartFile file = file(request);
        UUID jobId = uploads.accept(mapping, head(file), file, caller.owner());
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/imports/" + jobId))
                .body(views.view(jobs.find(jobId).orElseThrow()));
    }

    @GetMapping("/api/v1/imports")
    @RequiresScope(Scopes.IMPORT_READ)
    @Operation(summary = "Imports, newest first")
    Page<ImportJson> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit,
            Caller caller) {
        int size = Cursor.limit(limit);
        String position = Cursor.decode(cursor);
        UUID before;
        try {
            before = position == null ? null : UUID.fromString(position);
        } catch (IllegalArgumentException notOurs) {
            throw invalidCursor();
        }
        return Page.of(
                        jobs.list(JobKind.IMPORT, caller.owner(), before, size + 1),
                        size,
                        job -> job.jobId().toString())
                .map(views::view);
    }

    @GetMapping("/api/v1/imports/{jobId}")
    @RequiresScope(Scopes.IMPORT_READ)
    @Operation(summary = "How far an import is")
    ImportJson one(@PathVariable UUID jobId, Caller caller) {
        return views.view(find(jobId, caller));
    }

    @GetMapping("/api/v1/imports/{jobId}/rejections")
    @RequiresScope(Scopes.IMPORT_READ)
    @Operation(summary = "Rows that were left out, with line and reason")
    Page<Rejection> rejections(
            @PathVariable UUID jobId,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit,
            Caller caller) {
        find(jobId, caller);
        int size = Cursor.limit(limit);
        String position = Cursor.decode(cursor);
        long after;
        try {
            after = position == null ? 0 : Long.parseLong(position);
        } catch (NumberFormatException notOurs) {
            throw invalidCursor();
        }
        return Page.of(store.rejections(jobId, after, size + 1), size, rejection -> Long.toString(rejection.line()));
    }

    private Job find(UUID jobId, Caller caller) {
        return jobs.find(jobId, caller.owner())
                .filter(job -> job.kind() == JobKind.IMPORT)
                .orElseThrow(() -> ProblemException.notFound("import"));
    }

    private FileHead head(MultipartFile file) throws IOException {
        byte[] bytes;
        try (InputStream stream = file.getInputStream()) {
            bytes = stream.readNBytes(FileHead.BYTES);
        }
        return switch (FileHead.offered(bytes, file.getSize() > bytes.length, properties.columnsMax())) {
            case FileHead.Outcome.Recognised(FileHead head) -> head;
            case FileHead.Outcome.Unreadable(String reason) ->
                throw ProblemException.invalidField(
                        "/file", "UNREADABLE_FILE", "The file cannot be read: " + reason + ".");
        };
    }

    private static MultipartFile file(MultipartHttpServletRequest request) {
        MultipartFile file = request.getFile("file");
        if (file == null) {
            throw ProblemException.invalidField("/file", "MISSING_FIELD", "The part \"file\" is missing.");
        }
        return file;
    }

    /** The mapping may be sent as a form field or as a part with a content type; both are common. */
    private MappingJson mapping(MultipartHttpServletRequest request) throws IOException {
        MultipartFile part = request.getFile("mapping");
        String text =
                part == null ? request.getParameter("mapping") : new String(part.getBytes(), StandardCharsets.UTF_8);
        if (text == null || text.isBlank()) {
            throw ProblemException.invalidField("/mapping", "MISSING_FIELD", "The part \"mapping\" is missing.");
        }
        MappingJson mapping;
        try {
            mapping = json.readValue(text, MappingJson.class);
        } catch (UnrecognizedPropertyException unknown) {
            throw refused(
                    "/mapping" + pointer(unknown),
                    "UNKNOWN_FIELD",
                    "There is no field " + unknown.getPropertyName() + " here.");
        } catch (DatabindException mismatch) {
            throw ProblemException.invalidField(
                    "/mapping" + pointer(mismatch), "INVALID_FIELD", "The value does not fit this field.");
        } catch (JacksonException malformed) {
            throw refused("/mapping", "MALFORMED_JSON", "The mapping is not JSON.");
        }
        if (mapping == null || mapping.campaignId() == null) {
            throw ProblemException.invalidField(
                    "/mapping/campaignId", "MISSING_FIELD", "Say which campaign the exposures belong to.");
        }
        return mapping;
    }

    private static String pointer(JacksonException exception) {
        StringBuilder pointer = new StringBuilder();
        exception
                .getPath()
                .forEach(step -> pointer.append('/')
                        .append(
                                step.getPropertyName() == null
                                        ? String.valueOf(step.getIndex())
                                        : step.getPropertyName()
                                                .replace("~", "~0")
                                                .replace("/", "~1")));
        return pointer.toString();
    }

    private static ProblemException refused(String pointer, String code, String message) {
        return new ProblemException(
                HttpStatus.BAD_REQUEST, code, message, List.of(new FieldError(pointer, code, message)));
    }

    private static ProblemException invalidCursor() {
        return refused("cursor", "INVALID_PARAMETER", "This cursor was not given by us.");
    }
}
