package io.evenreach.identity.rules.web;

import io.evenreach.identity.rules.Rules;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import java.util.Comparator;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Which rules people are stitched by. */
@RestController
class RulesController {

    /**
     * The rules.
     *
     * @param identifiersPerProfile how many identifiers one profile may have, whatever their types
     */
    record RulesView(long version, int identifiersPerProfile, List<TypeView> types) {}

    /**
     * The rule of one type, strongest first.
     *
     * @param perProfile how many one profile may have; per scope where {@code perScope}
     * @param personsPerKey above this many persons a value is quarantined
     */
    record TypeView(
            String type,
            String strength,
            int priority,
            int perProfile,
            boolean perScope,
            int personsPerKey,
            boolean scopeRequired) {}

    private final Rules rules;

    RulesController(Rules rules) {
        this.rules = rules;
    }

    @GetMapping("/api/v1/identity/rules")
    @RequiresScope(Scopes.IDENTITY_READ)
    RulesView rules() {
        List<TypeView> types = rules.types().entrySet().stream()
                .map(each -> new TypeView(
                        each.getKey().wireName(),
                        each.getValue().strength().name(),
                        each.getValue().priority(),
                        each.getValue().perProfileMax(),
                        rules.limitedPerScope(each.getKey()),
                        each.getValue().personsPerKeyMax(),
                        each.getKey().scopeRequired()))
                .sorted(Comparator.comparingInt(TypeView::priority).reversed().thenComparing(TypeView::type))
                .toList();
        return new RulesView(rules.version(), rules.identifiersPerProfileMax(), types);
    }
}
