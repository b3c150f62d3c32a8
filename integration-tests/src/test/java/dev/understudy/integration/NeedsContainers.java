package dev.understudy.integration;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/// A test with containers. Where no engine answers it is skipped and says so; in CI it runs, and fails.
@Tag("container")
@ExtendWith(NeedsContainers.EngineCondition.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface NeedsContainers {

    /// Asks for the engine once for each test class.
    final class EngineCondition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return judge(isCi(System.getenv("CI")), DockerClientFactory.instance()::isDockerAvailable);
        }

        /// Whether a value of `CI` says that this is CI: any but `false`, the same rule as in `scripts/lib/common.sh`.
        static boolean isCi(@Nullable String value) {
            return value != null && !value.isEmpty() && !value.equals("false");
        }

        static ConditionEvaluationResult judge(boolean inCi, java.util.function.BooleanSupplier engineAnswers) {
            if (inCi) {
                return ConditionEvaluationResult.enabled("in CI nothing is left out");
            }
            return engineAnswers.getAsBoolean()
                    ? ConditionEvaluationResult.enabled("a container engine answers")
                    : ConditionEvaluationResult.disabled("no container engine answers; scripts/test starts one");
        }
    }
}
