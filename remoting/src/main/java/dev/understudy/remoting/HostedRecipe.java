package dev.understudy.remoting;

import dev.understudy.actor.Props;
import dev.understudy.serialization.MessageCodec;
import java.util.function.UnaryOperator;

/// How children of one recipe are made on this node.
///
/// @param options what their actors run on
record HostedRecipe<A, M>(RemoteRecipe<A, M> recipe, RecipeFactory<A, M> factory, UnaryOperator<Props<M>> options) {
    /// The recipe of the actor that an order wants.
    Props<M> props(ChildOrder.Spawn spawn, MessageCodec codec) {
        var arguments = recipe.arguments().cast(codec.decode(spawn.arguments().bytes()));
        return options.apply(Props.of(context -> factory.create(context, arguments)))
                .restartType(spawn.restartType())
                .kind("recipe " + recipe.name());
    }
}
