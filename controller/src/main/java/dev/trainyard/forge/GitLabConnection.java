package dev.trainyard.forge;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.glassfish.jersey.client.ClientRequest;
import org.glassfish.jersey.client.ClientResponse;
import org.glassfish.jersey.client.spi.AsyncConnectorCallback;
import org.glassfish.jersey.client.spi.Connector;
import org.glassfish.jersey.client.spi.ConnectorProvider;
import org.glassfish.jersey.message.internal.Statuses;

/// Carries what gitlab4j asks over our own wire, instead of Jersey's. Found by Jersey as a service;
/// which wire, stands in the client's properties.
public final class GitLabConnection implements ConnectorProvider {
  static final String WIRE = "dev.trainyard.forge.wire";

  @Override
  public Connector getConnector(Client client, Configuration configuration) {
    if (configuration.getProperty(WIRE) instanceof Wire wire) {
      return new Carrier(wire);
    }
    throw new IllegalStateException("a client without a wire");
  }

  private record Carrier(Wire wire) implements Connector {
    @Override
    public ClientResponse apply(ClientRequest request) {
      try {
        Answer answer = wire.send(question(request));
        ClientResponse response = new ClientResponse(Statuses.from(answer.status()), request);
        answer.allHeaders().forEach((name, values) -> response.getHeaders().put(name, values));
        response.setEntityStream(new ByteArrayInputStream(answer.body()));
        return response;
      } catch (IOException e) {
        throw new ProcessingException(e);
      }
    }

    private static Question question(ClientRequest request) throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      request.setStreamProvider(_ -> body);
      if (request.hasEntity()) {
        request.writeEntity();
      }
      Map<String, String> headers = new HashMap<>();
      for (String name : List.of(HttpHeaders.ACCEPT, HttpHeaders.CONTENT_TYPE)) {
        String value = request.getStringHeaders().getFirst(name);
        if (value != null) {
          headers.put(name, value);
        }
      }
      return new Question(request.getMethod(), request.getUri(), headers, body.toByteArray());
    }

    @Override
    public Future<?> apply(ClientRequest request, AsyncConnectorCallback callback) {
      throw new UnsupportedOperationException("gitlab4j asks one thing after the other");
    }

    @Override
    public String getName() {
      return "Trainyard";
    }

    @Override
    public void close() {
      // The wire is closed by who opened it.
    }
  }
}
