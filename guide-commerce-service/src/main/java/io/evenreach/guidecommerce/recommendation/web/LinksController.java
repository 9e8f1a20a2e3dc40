package io.evenreach.guidecommerce.recommendation.web;

import io.evenreach.guidecommerce.catalogue.Catalogue;
import io.evenreach.guidecommerce.catalogue.Product;
import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.recommendation.Note;
import io.evenreach.guidecommerce.recommendation.Note.Language;
import io.evenreach.guidecommerce.recommendation.Notes;
import io.evenreach.guidecommerce.recommendation.QrCode;
import io.evenreach.guidecommerce.recommendation.RecommendationProperties;
import io.evenreach.guidecommerce.recommendation.Recommendations;
import io.evenreach.guidecommerce.recommendation.Recommendations.Link;
import io.evenreach.guidecommerce.recommendation.Recommendations.Listed;
import io.evenreach.guidecommerce.recommendation.Recommendations.Position;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.precondition.EntityTag;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A guide's own links and notes. */
@RestController
@RequestMapping("/api/v1/guides/{guideId}")
class LinksController {

    private static final MediaType SVG = MediaType.parseMediaType("image/svg+xml");
    private static final int PIXELS_DEFAULT = 512;
    private static final int PIXELS_MIN = 64;
    private static final int PIXELS_MAX = 2_048;

    private final Recommendations recommendations;
    private final Notes notes;
    private final Catalogue catalogue;
    private final Guides guides;
    private final RecommendationProperties properties;

    LinksController(
            Recommendations recommendations,
            Notes notes,
            Catalogue catalogue,
            Guides guides,
            RecommendationProperties properties) {
        this.recommendations = recommendations;
        this.notes = notes;
        this.catalogue = catalogue;
        this.guides = guides;
        this.properties = properties;
    }

    /** @param note what the guide says of the product, which waits for the brand's approval */
    record LinkBody(
            @NotBlank String productId, @Nullable @Valid NoteTexts note) {}

    record NoteTexts(
            @Nullable @Size(min = 1, max = 2_000) String zh,
            @Nullable @Size(min = 1, max = 2_000) String en) {}

    record LinkAnswer(String code, URI url) {}

    /** @param notes what the guide says of the product, whatever became of it */
    record ListedLink(
            String code, URI url, String productId, String title, Instant createdAt, List<NoteAnswer> notes) {}

    record TextBody(@NotBlank @Size(max = 2_000) String text) {}

    /** The guide's link for a product, the same one however often it is asked for. */
    @PostMapping("/links")
    @RequiresScope(Scopes.GUIDE_WRITE)
    LinkAnswer link(@PathVariable String guideId, @Valid @RequestBody LinkBody body, Caller caller) {
        UUID guide = Refusals.knownGuide(guideId, caller, guides::find);
        if (catalogue.product(body.productId()).isEmpty()) {
            throw ProblemException.invalidField("/productId", "UNKNOWN_PRODUCT", "There is no such product.");
        }
        Link link = recommendations.link(guide, body.productId());
        NoteTexts note = body.note();
        if (note != null) {
            write(guide, body.productId(), Language.ZH, note.zh());
            write(guide, body.productId(), Language.EN, note.en());
        }
        return new LinkAnswer(link.code(), properties.link(link));
    }

    private void write(UUID guide, String productId, Language language, @Nullable String text) {
        if (text != null && !text.isBlank()) {
            notes.write(guide, productId, language, text.strip(), now -> true);
        }
    }

    /** The guide's links with their notes, the newest first. */
    @GetMapping("/links")
    @RequiresScope(Scopes.GUIDE_READ)
    Page<ListedLink> links(
            @PathVariable String guideId,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        UUID guide = Refusals.knownGuide(guideId, caller, guides::find);
        int size = Cursor.limit(limit);
        Page<Listed> page = Page.of(
                recommendations.page(guide, position(cursor), size + 1),
                size,
                link -> link.createdAt() + " " + link.link().code());
        List<String> productIds =
                page.items().stream().map(link -> link.link().productId()).toList();
        Map<String, Product> products = catalogue.products(productIds);
        Map<String, List<Note>> written =
                notes.of(guide, productIds).stream().collect(Collectors.groupingBy(Note::productId));
        return page.map(link -> new ListedLink(
                link.link().code(),
                properties.link(link.link()),
                link.link().productId(),
                Objects.requireNonNull(products.get(link.link().productId())).title(),
                link.createdAt(),
                written.getOrDefault(link.link().productId(), List.of()).stream()
                        .map(NoteAnswer::of)
                        .toList()));
    }

    /** The link as a QR code: PNG, or SVG where {@code format=svg} or the Accept header says so. */
    @GetMapping("/links/{code}/qr")
    @RequiresScope(Scopes.GUIDE_READ)
    ResponseEntity<byte[]> qr(
            @PathVariable String guideId,
            @PathVariable String code,
            @RequestParam @Nullable String format,
            @RequestParam @Nullable Integer size,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept,
            Caller caller) {
        UUID guide = Refusals.knownGuide(guideId, caller, guides::find);
        int pixels = size == null ? PIXELS_DEFAULT : size;
        if (pixels < PIXELS_MIN || pixels > PIXELS_MAX) {
            throw invalidParameter("size", "A QR code has " + PIXELS_MIN + " to " + PIXELS_MAX + " pixels.");
        }
        if (format != null && !format.equals("png") && !format.equals("svg")) {
            throw invalidParameter("format", "A QR code is png or svg.");
        }
        Link link = recommendations
                .find(code)
                .filter(found -> found.guideId().equals(guide))
                .orElseThrow(() -> ProblemException.notFound("link"));
        QrCode qr = QrCode.of(properties.link(link).toString());
        boolean svg = format == null ? accept != null && accept.startsWith(SVG.toString()) : format.equals("svg");
        return ResponseEntity.ok()
                .contentType(svg ? SVG : MediaType.IMAGE_PNG)
                .header(HttpHeaders.CACHE_CONTROL, "private, max-age=86400")
                .body(svg ? qr.svg().getBytes(StandardCharsets.UTF_8) : qr.png(pixels));
    }

    /** Writes a note on a product. It is public once the brand has approved it; until then an older one stays so. */
    @PutMapping("/notes/{productId}/{language}")
    @RequiresScope(Scopes.GUIDE_WRITE)
    ResponseEntity<NoteAnswer> write(
            @PathVariable String guideId,
            @PathVariable String productId,
            @PathVariable String language,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @Valid @RequestBody TextBody body,
            Caller caller) {
        UUID guide = Refusals.knownGuide(guideId, caller, guides::find);
        Language written = language(language);
        if (catalogue.product(productId).isEmpty()) {
            throw ProblemException.notFound("product");
        }
        return notes.write(
                        guide,
                        productId,
                        written,
                        body.text().strip(),
                        now -> now == null ? ifMatch == null : EntityTag.admits(ifMatch, now.version()))
                .map(note ->
                        ResponseEntity.ok().eTag(EntityTag.of(note.version())).body(NoteAnswer.of(note)))
                .orElseThrow(EntityTag::stale);
    }

    /** Takes a note away, also what is public of it. */
    @DeleteMapping("/notes/{productId}/{language}")
    @RequiresScope(Scopes.GUIDE_WRITE)
    @ApiResponse(responseCode = "204")
    ResponseEntity<Void> delete(
            @PathVariable String guideId,
            @PathVariable String productId,
            @PathVariable String language,
            Caller caller) {
        notes.delete(Refusals.knownGuide(guideId, caller, guides::find), productId, language(language));
        return ResponseEntity.noContent().build();
    }

    private static Language language(String code) {
        return Optional.of(code)
                .filter(known -> known.equals("zh") || known.equals("en"))
                .map(known -> known.equals("zh") ? Language.ZH : Language.EN)
                .orElseThrow(() -> ProblemException.notFound("language"));
    }

    private static @Nullable Position position(@Nullable String cursor) {
        String before = Cursor.decode(cursor);
        if (before == null) {
            return null;
        }
        String[] parts = before.split(" ", -1);
        if (parts.length != 2) {
            throw Cursor.notOurs();
        }
        return new Position(Cursor.timeIn(parts[0]), parts[1]);
    }

    private static ProblemException invalidParameter(String name, String message) {
        return new ProblemException(
                HttpStatus.BAD_REQUEST,
                "INVALID_PARAMETER",
                message,
                List.of(new FieldError(name, "INVALID_PARAMETER", message)));
    }
}
