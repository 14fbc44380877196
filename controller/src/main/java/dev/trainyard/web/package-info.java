/// What the controller answers over HTTP: so far, the webhooks of forges.
@NullMarked
package dev.trainyard.web;

import org.jspecify.annotations.NullMarked;
