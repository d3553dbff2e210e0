// A CloudFront function for "viewer request": S3 knows files and no folders, so the page of a folder is named here, and
// a folder without its slash is led to it. The base is that of `make build BASE=`.
var BASE = "/";

function handler(event) {
  var request = event.request;
  var uri = request.uri;
  var last = uri.split("/").pop();
  if (uri + "/" === BASE || (last !== "" && last.indexOf(".") < 0)) {
    return {
      statusCode: 301,
      statusDescription: "Moved Permanently",
      headers: { location: { value: uri + "/" + query(request.querystring) } },
    };
  }
  if (last === "") request.uri = uri + "index.html";
  return request;
}

function query(parameters) {
  var pairs = Object.keys(parameters).map(function (name) {
    return parameters[name].value === "" ? name : name + "=" + parameters[name].value;
  });
  return pairs.length ? "?" + pairs.join("&") : "";
}
