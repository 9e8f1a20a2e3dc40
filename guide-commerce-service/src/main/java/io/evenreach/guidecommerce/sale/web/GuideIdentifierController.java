package io.evenreach.guidecommerce.sale.web;

import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.identity.GuideIdentifiers;
import io.evenreach.guidecommerce.sale.SamePersons;
import io.evenreach.guidecommerce.wire.IdentifierBody;
import io.evenreach.guidecommerce.wire.IdentifierReader;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.identifiers.Hashed;
import io.evenreach.platform.precondition.EntityTag;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/guides/{guideId}/identifiers")
class GuideIdentifierController {

    private final Guides guides;
    private final GuideIdentifiers identifiers;
    private final SamePersons samePersons;
    private final IdentifierReader reader;

    GuideIdentifierController(
            Guides guides, GuideIdentifiers identifiers, SamePersons samePersons, IdentifierReader reader) {
        this.guides = guides;
        this.identifiers = identifiers;
        this.samePersons = samePersons;
        this.reader = reader;
    }

    record GuideIdentifiersBody(@NotNull @Size(max = 50) List<@NotNull @Valid IdentifierBody> identifiers) {}

    record GuideIdentifiersAnswer(List<MaskedAnswer> items) {}

    record MaskedAnswer(String type, String scope, String masked) {}

    /** Who a guide is when they shop, by which their own purchases are held. A guide adds, and only the brand takes away. */
    @PutMapping
    @RequiresScope(Scopes.GUIDE_WRITE)
    ResponseEntity<GuideIdentifiersAnswer> put(
            @PathVariable String guideId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @Valid @RequestBody GuideIdentifiersBody body,
            Caller caller) {
        UUID guide = Refusals.knownGuide(guideId, caller, guides::find);
        List<Hashed> stated = reader.read(body.identifiers(), "");
        if (!samePersons.identify(guide, stated, caller.isBrand(), now -> EntityTag.admits(ifMatch, new Keys(now)))) {
            throw EntityTag.stale();
        }
        return answer(guide);
    }

    @GetMapping
    @RequiresScope(Scopes.GUIDE_READ)
    ResponseEntity<GuideIdentifiersAnswer> list(@PathVariable String guideId, Caller caller) {
        return answer(Refusals.knownGuide(guideId, caller, guides::find));
    }

    private ResponseEntity<GuideIdentifiersAnswer> answer(UUID guide) {
        List<Hashed> known = identifiers.of(guide);
        return ResponseEntity.ok()
                .eTag(EntityTag.of(new Keys(known)))
                .body(new GuideIdentifiersAnswer(known.stream()
                        .map(one -> new MaskedAnswer(one.type().wireName(), one.scope(), one.mask()))
                        .toList()));
    }

    /** What is kept as its tag tells it apart: two identifiers may be masked alike. */
    private record Keys(List<Hashed> known) {}
}
