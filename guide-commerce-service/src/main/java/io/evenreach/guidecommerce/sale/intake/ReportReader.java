package io.evenreach.guidecommerce.sale.intake;

import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.guidecommerce.sale.wire.OrderBody;
import io.evenreach.guidecommerce.sale.wire.OrderReader;
import io.evenreach.guidecommerce.sale.wire.RefundBody;
import io.evenreach.guidecommerce.wire.IdentifierBody;
import io.evenreach.guidecommerce.wire.IdentifierReader;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads reports as strictly as requests, except that a field of a newer version is ignored. */
@Component
class ReportReader {

    private static final Logger LOG = LoggerFactory.getLogger(ReportReader.class);

    private final JsonMapper json;
    private final Validator validator;
    private final OrderReader orders;
    private final IdentifierReader identifiers;

    ReportReader(JsonMapper json, Validator validator, OrderReader orders, IdentifierReader identifiers) {
        this.json = json.rebuild()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        this.validator = validator;
        this.orders = orders;
        this.identifiers = identifiers;
    }

    private enum Kind {
        PLACED,
        PAID,
        DELIVERED,
        CANCELLED,
        REFUNDED
    }

    private record Envelope(
            @NotNull Kind kind,
            @NotBlank String merchantId,
            @NotBlank String orderId) {}

    /**
     * The JSON of a message.
     *
     * @throws ProblemException where it is none
     */
    JsonNode tree(byte[] value) {
        try {
            JsonNode tree = json.readTree(value);
            if (tree.isObject()) {
                return tree;
            }
            throw malformed("The message is no JSON object.");
        } catch (JacksonException broken) {
            throw malformed("The message is not JSON.");
        }
    }

    private static ProblemException malformed(String detail) {
        return new ProblemException(HttpStatus.BAD_REQUEST, "MALFORMED_JSON", detail);
    }

    /** @throws ProblemException where it is no report, with what is wrong */
    Report read(JsonNode tree) {
        Envelope envelope = valid(tree, Envelope.class);
        Order.Key key = new Order.Key(envelope.merchantId(), envelope.orderId());
        return switch (envelope.kind()) {
            case PLACED -> {
                Refusals.checkId("orderId", key.orderId());
                yield new Report.Placing(orders.placed(key.orderId(), valid(tree, OrderBody.class)));
            }
            case PAID -> new Report.Paying(key);
            case DELIVERED -> new Report.Delivering(key);
            case CANCELLED -> new Report.Cancelling(key);
            case REFUNDED -> {
                RefundBody body = valid(tree, RefundBody.class);
                yield new Report.Refunding(key, body.refundId(), OrderReader.refunded(body));
            }
        };
    }

    /**
     * Whom a message names as buyer, as far as it can be read, whatever else is wrong with it: also by a number, for which it is
     * refused, because whoever is erased is found by it.
     */
    List<IdentifierKey> buyer(JsonNode tree) {
        List<IdentifierKey> keys = new ArrayList<>();
        for (JsonNode each : tree.path("buyer").path("identifiers")) {
            String type = each.path("type").asString(null);
            String value = each.path("value").asString(null);
            if (type != null && value != null) {
                IdentifierBody body =
                        new IdentifierBody(type, each.path("scope").asString(null), value);
                try {
                    identifiers.read(List.of(body), "/buyer").forEach(hashed -> keys.add(hashed.key()));
                } catch (ProblemException nobody) {
                    LOG.atDebug().setCause(nobody).log("A refused report names a buyer by what is no identifier");
                }
            }
        }
        return keys;
    }

    /** When a message says that the order was placed, as far as it can be read; null where it does not. */
    static @Nullable Instant placedAt(JsonNode tree) {
        try {
            String said = tree.path("placedAt").asString(null);
            return said == null ? null : OffsetDateTime.parse(said).toInstant();
        } catch (DateTimeParseException noTime) {
            return null;
        }
    }

    private <T> T valid(JsonNode tree, Class<T> type) {
        T body;
        try {
            body = json.treeToValue(tree, type);
        } catch (JacksonException misfit) {
            String message = "The value does not fit this field.";
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST,
                    "INVALID_FIELD",
                    message,
                    List.of(new FieldError(pointer(misfit), "INVALID_FIELD", message)));
        }
        List<FieldError> errors = validator.validate(body).stream()
                .map(ReportReader::error)
                .sorted(Comparator.comparing(FieldError::pointer))
                .toList();
        if (!errors.isEmpty()) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST,
                    errors.getFirst().code(),
                    errors.getFirst().message(),
                    errors);
        }
        return body;
    }

    private static FieldError error(ConstraintViolation<?> violation) {
        String path = violation.getPropertyPath().toString();
        return new FieldError(
                "/" + path.replace("[", "/").replace("]", "").replace('.', '/'),
                "INVALID_FIELD",
                violation.getMessage());
    }

    private static String pointer(JacksonException misfit) {
        StringBuilder pointer = new StringBuilder();
        misfit.getPath()
                .forEach(step -> pointer.append('/')
                        .append(step.getPropertyName() == null ? step.getIndex() : step.getPropertyName()));
        return pointer.isEmpty() ? "/" : pointer.toString();
    }
}
