package dev.understudy.actor;

/// The parent, in this system, of children whose parents are elsewhere.
final class HostCell extends ActorCell<Object> {

    HostCell(Recipe<Object> recipe, ActorCell<?> root, HostedChildren children) {
        super(recipe, root, "hosted");
        extras().supervision = children;
    }

    @Override
    boolean awaitsFirstStart() {
        return true;
    }
}
