package dev.understudy.sharding.ownership;

/// A payload for tests.
record Text(String text) implements Payload {
    @Override
    public int size() {
        return text.length();
    }
}
