package dev.understudy.node;

import dev.understudy.actor.Props;
import dev.understudy.remoting.Messaging;
import dev.understudy.remoting.RecipeFactory;
import dev.understudy.remoting.RemoteRecipe;
import dev.understudy.serialization.MessageRegistry;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A recipe as a node was told of it.
///
/// @param factory null if this node makes no such children
/// @param options how such a child runs
record Recipe<A, M>(RemoteRecipe<A, M> recipe, @Nullable RecipeFactory<A, M> factory, UnaryOperator<Props<M>> options) {
    static <A, M> Recipe<A, M> elsewhere(RemoteRecipe<A, M> recipe) {
        return new Recipe<>(recipe, null, props -> props);
    }

    void offerTo(Messaging messaging) {
        if (factory != null) {
            messaging.offer(recipe, factory, options);
        }
    }

    /// Registers what travels, but for types that every registry knows.
    void register(MessageRegistry.Builder registry) {
        register(registry, recipe.arguments());
        register(registry, recipe.protocol());
    }

    private static void register(MessageRegistry.Builder registry, Class<?> type) {
        if (type.isRecord() || type.isEnum() || type.isSealed()) {
            registry.register(type);
        }
    }
}
