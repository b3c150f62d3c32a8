package dev.understudy.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.LocalActor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReusedNameTest {
    @Test
    void theNameOfAChildIsFreeByTheTimeItsWatchersHearOfItsEnd() throws Exception {
        try (var system = ActorSystem.create("names")) {
            ActorRef<CompletableFuture<ActorRef<String>>> parent = system.spawn("parent", context -> answer -> {
                try {
                    ActorRef<String> child = context.spawn("child", _ -> _ -> {});
                    answer.complete(child);
                } catch (IllegalArgumentException taken) {
                    answer.completeExceptionally(taken);
                }
            });
            var first = spawnChild(parent);
            var second = new CompletableFuture<ActorRef<String>>();
            // The watcher is called while the child ends, so it decides how far that has come.
            InternalRef.of(first).addWatcher(_ -> {
                parent.tell(second);
                assertThat(second.handle((_, _) -> true).join()).isTrue();
            });

            LocalActor.of(first).orElseThrow().stop();

            assertThat(second.get(60, TimeUnit.SECONDS)).isNotEqualTo(first);
        }
    }

    private static ActorRef<String> spawnChild(ActorRef<CompletableFuture<ActorRef<String>>> parent) throws Exception {
        var answer = new CompletableFuture<ActorRef<String>>();
        parent.tell(answer);
        return answer.get(60, TimeUnit.SECONDS);
    }
}
