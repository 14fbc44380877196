/// What the controller answers over HTTP: webhooks of forges, and how it is.
@NullMarked
package dev.trainyard.web;

import org.jspecify.annotations.NullMarked;
