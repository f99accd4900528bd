# PASTE THE FIX HERE

login = lambda do |app|
  lambda do |env|
    next [401, {}, []] if ENV["LOGIN"] == "1" && !env["HTTP_AUTHORIZATION"]
    app.call(env)
  end
end

older = ENV["ALREADY"] == "1" ? { "Access-Control-Allow-Origin" => "*", "Access-Control-Allow-Credentials" => "true" } : {}
application = lambda do |env|
  case env["PATH_INFO"]
  when "/items" then [200, { "Vary" => "Accept-Encoding", "X-Total-Count" => "2", **older }, ["[]"]]
  when "/private" then [env["HTTP_AUTHORIZATION"] ? 200 : 401, {}, []]
  when "/crash" then raise "crash"
  else [404, {}, []]
  end
end

run login.call(application)
