package dev.understudy.examples.market;

/// What a share costs at a moment: what is published.
///
/// @param share its name
/// @param cents per share
public record Price(String share, long cents) {}
