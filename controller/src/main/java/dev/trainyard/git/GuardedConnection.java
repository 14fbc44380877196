package dev.trainyard.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URL;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;

/// An HTTP connection whose reads count against the allowance and which never follows a redirect.
final class GuardedConnection implements HttpConnection {
  private final HttpURLConnection connection;
  private final GuardedHttp http;
  private final Allowance allowance;

  GuardedConnection(HttpURLConnection connection, GuardedHttp http, Allowance allowance) {
    connection.setInstanceFollowRedirects(false);
    this.connection = connection;
    this.http = http;
    this.allowance = allowance;
    allowance.onGivenUp(connection::disconnect);
  }

  @Override
  public int getResponseCode() throws IOException {
    allowance.check();
    int response = connection.getResponseCode();
    http.answered(response);
    allowance.check();
    checkIsGit(response);
    return response;
  }

  /// Otherwise JGit would read any page as a list of branches, and an empty one as "all deleted".
  private void checkIsGit(int response) throws IOException {
    String type = connection.getContentType();
    if (response == HTTP_OK && (type == null || !type.startsWith("application/x-git-"))) {
      throw new IOException(
          "the server did not answer as a Git server does, but with content of type " + type);
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return allowance.guard(connection.getInputStream());
  }

  /// Not compressed, so that the bytes counted are the bytes that must be dealt with.
  @Override
  public void setRequestProperty(String key, String value) {
    boolean ours = key.equalsIgnoreCase("Accept-Encoding") || key.equalsIgnoreCase("Authorization");
    if (!ours) {
      connection.setRequestProperty(key, value);
    }
  }

  @Override
  public void setInstanceFollowRedirects(boolean redirect) {
    // Never.
  }

  @Override
  public void configure(KeyManager[] km, TrustManager[] tm, SecureRandom random) {
    throw new UnsupportedOperationException("certificates are always checked");
  }

  @Override
  public void setHostnameVerifier(HostnameVerifier verifier) {
    throw new UnsupportedOperationException("host names are always checked");
  }

  @Override
  public URL getURL() {
    return connection.getURL();
  }

  @Override
  public String getResponseMessage() throws IOException {
    return connection.getResponseMessage();
  }

  @Override
  public Map<String, List<String>> getHeaderFields() {
    return connection.getHeaderFields();
  }

  @Override
  public void setRequestMethod(String method) throws ProtocolException {
    connection.setRequestMethod(method);
  }

  @Override
  public void setUseCaches(boolean usecaches) {
    connection.setUseCaches(usecaches);
  }

  @Override
  public void setConnectTimeout(int timeout) {
    connection.setConnectTimeout(timeout);
  }

  @Override
  public void setReadTimeout(int timeout) {
    connection.setReadTimeout(timeout);
  }

  @Override
  public String getContentType() {
    return connection.getContentType();
  }

  @Override
  public String getHeaderField(String name) {
    return connection.getHeaderField(name);
  }

  @Override
  public List<String> getHeaderFields(String name) {
    return connection.getHeaderFields().entrySet().stream()
        .filter(header -> name.equalsIgnoreCase(header.getKey()))
        .flatMap(header -> header.getValue().stream())
        .toList();
  }

  @Override
  public int getContentLength() {
    return connection.getContentLength();
  }

  @Override
  public void setDoOutput(boolean dooutput) {
    connection.setDoOutput(dooutput);
  }

  @Override
  public void setFixedLengthStreamingMode(int contentLength) {
    connection.setFixedLengthStreamingMode(contentLength);
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    allowance.check();
    return connection.getOutputStream();
  }

  @Override
  public void setChunkedStreamingMode(int chunklen) {
    connection.setChunkedStreamingMode(chunklen);
  }

  @Override
  public String getRequestMethod() {
    return connection.getRequestMethod();
  }

  @Override
  public boolean usingProxy() {
    return connection.usingProxy();
  }

  @Override
  public void connect() throws IOException {
    allowance.check();
    connection.connect();
  }
}
