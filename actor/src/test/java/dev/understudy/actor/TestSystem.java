package dev.understudy.actor;

import java.time.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A small actor system for one test, closed after it.
final class TestSystem implements AfterEachCallback {

    /// Longer than anything here takes on a machine that is loaded many times over.
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ActorSystem system = ActorSystem.named("test").workers(2).start();

    ActorSystem get() {
        return system;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        system.close();
    }
}
