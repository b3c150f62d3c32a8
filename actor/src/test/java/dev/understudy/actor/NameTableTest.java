package dev.understudy.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameTableTest {

    @RegisterExtension
    final TestSystem system = new TestSystem();

    private static Recipe<Object> recipe(ActorSystem of) {
        return Props.<Object>of(_ -> _ -> {}).resolve(of);
    }

    /// A name table does what a hash map does, in any order of additions and removals.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void tableHoldsWhatAMapHolds(int seed) {
        var random = new Random(seed);
        var table = new NameTable();
        Map<String, ActorCell<?>> map = new HashMap<>();

        for (int i = 0; i < 20_000; i++) {
            var name = "child-" + random.nextInt(500);
            var known = map.get(name);
            assertThat((Object) table.get(name)).isSameAs(known);
            if (known != null) {
                table.remove(known, name);
                map.remove(name);
            } else {
                var child = new ActorCell<>(recipe(system.get()), null, name);
                table.add(child, name);
                map.put(name, child);
            }
        }

        map.forEach((name, child) -> assertThat((Object) table.get(name)).isSameAs(child));
    }

    @Test
    void anotherChildOfThatNameIsNotRemoved() {
        var table = new NameTable();
        var child = new ActorCell<>(recipe(system.get()), null, "a");
        table.add(child, "a");

        table.remove(new ActorCell<>(recipe(system.get()), null, "a"), "a");

        assertThat((Object) table.get("a")).isSameAs(child);
    }
}
