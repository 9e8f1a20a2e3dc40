package io.evenreach.systemtests;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts one platform for all stories when the first asks for it, and stops it after the last. */
final class OnePlatform implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(Platform.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(OnePlatform.class))
                .computeIfAbsent(Platform.class, missing -> started(), Platform.class);
    }

    private static Platform started() {
        Platform platform = new Platform();
        Platform.Outcome outcome = platform.up();
        Story.tell("the platform is ready after %.1f s", outcome.took().toMillis() / 1_000.0);
        return platform;
    }
}
