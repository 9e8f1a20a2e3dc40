package io.evenreach.campaign.channel.web;

import io.evenreach.campaign.channel.Channels;
import io.evenreach.campaign.channel.Channels.Defined;
import io.evenreach.campaign.channel.domain.Channel;
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
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/channels")
class ChannelController {

    private static final Pattern CHANNEL_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Channels channels;

    ChannelController(Channels channels) {
        this.channels = channels;
    }

    /** Creates a channel under an id of the caller's choice, or redefines it; an identical body changes nothing. */
    @PutMapping("/{channelId}")
    @RequiresScope(Scopes.CHANNEL_WRITE)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    ResponseEntity<ChannelAnswer> define(
            @PathVariable String channelId,
            @Valid @RequestBody ChannelBody body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Caller caller) {
        if (!CHANNEL_ID.matcher(channelId).matches()) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST,
                    "INVALID_PARAMETER",
                    "A channel id has 1 to 100 letters, digits, dots, dashes or underscores.",
                    List.of(new FieldError("channelId", "INVALID_PARAMETER", "not a channel id")));
        }
        if (!mayRunChannels(caller)) {
            throw new ProblemException(
                    HttpStatus.FORBIDDEN, "FORBIDDEN", "Channels belong to the brand and its partners.");
        }
        String partner = caller.partnerId();
        if (partner != null && body.partnerId() != null && !partner.equals(body.partnerId())) {
            throw ProblemException.invalidField("/partnerId", "NOT_YOURS", "A partner defines its own channels only.");
        }
        Defined defined = channels.define(
                channelId,
                body.definition(partner, channels.defaultGrantTtl()),
                partner,
                caller.subject(),
                version -> version == 0 ? ifMatch == null : EntityTag.admits(ifMatch, version));
        return switch (defined) {
            case Defined.Created(Channel channel) ->
                ResponseEntity.created(URI.create("/api/v1/channels/" + channelId))
                        .eTag(EntityTag.of(channel.version()))
                        .body(ChannelAnswer.of(channel));
            case Defined.Kept(Channel channel) -> answer(channel);
            case Defined.NotVisible() -> throw ProblemException.notFound("channel");
            case Defined.Stale(long version) -> throw EntityTag.stale(version);
            case Defined.Invalid(var violations) -> {
                List<FieldError> errors = violations.stream()
                        .map(violation ->
                                new FieldError("/" + violation.field(), violation.code(), violation.message()))
                        .toList();
                throw new ProblemException(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        errors.getFirst().code(),
                        errors.getFirst().message(),
                        errors);
            }
        };
    }

    @GetMapping("/{channelId}")
    @RequiresScope(Scopes.CHANNEL_READ)
    ResponseEntity<ChannelAnswer> one(@PathVariable String channelId, Caller caller) {
        if (!mayRunChannels(caller)) {
            throw ProblemException.notFound("channel");
        }
        return answer(
                channels.find(channelId, caller.partnerId()).orElseThrow(() -> ProblemException.notFound("channel")));
    }

    /** Channels in the order of their ids: the brand sees all, a partner its own, merchants and guides none. */
    @GetMapping
    @RequiresScope(Scopes.CHANNEL_READ)
    Page<ChannelAnswer> list(
            @RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit, Caller caller) {
        int size = Cursor.limit(limit);
        String after = Cursor.decode(cursor);
        if (!mayRunChannels(caller)) {
            return new Page<>(List.of(), null);
        }
        return Page.of(
                        channels.page(caller.partnerId(), after == null ? "" : after, size + 1),
                        size,
                        Channel::channelId)
                .map(ChannelAnswer::of);
    }

    private static boolean mayRunChannels(Caller caller) {
        return caller.isBrand() || caller.partnerId() != null;
    }

    private static ResponseEntity<ChannelAnswer> answer(Channel channel) {
        return ResponseEntity.ok().eTag(EntityTag.of(channel.version())).body(ChannelAnswer.of(channel));
    }
}
