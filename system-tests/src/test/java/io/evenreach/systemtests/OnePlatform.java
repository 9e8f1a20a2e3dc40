package io.evenreach.systemtests;

import java.io.IOException;
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
        Start start = context.getRoot()
                .getStore(Namespace.create(OnePlatform.class))
                .computeIfAbsent(Start.class, missing -> started(), Start.class);
        return switch (start) {
            case Start.Running(Platform platform) -> platform;
            case Start.Failed(AssertionError reason) -> throw reason;
        };
    }

    /** A platform that does not start is tried once: each story after the first fails at once with the same reason. */
    private sealed interface Start {
        record Running(Platform platform) implements Start, AutoCloseable {

            @Override
            public void close() throws IOException {
                platform.close();
            }
        }

        record Failed(AssertionError reason) implements Start {}
    }

    private static Start started() {
        Platform platform = new Platform();
        try {
            Platform.Outcome outcome = platform.up();
            Story.tell("the platform is ready after %.1f s", outcome.took().toMillis() / 1_000.0);
            return new Start.Running(platform);
        } catch (AssertionError failed) {
            try {
                platform.close();
            } catch (IOException | AssertionError alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
            return new Start.Failed(failed);
        }
    }
}
