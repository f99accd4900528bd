require "sinatra/base"

class App < Sinatra::Base
  set :environment, :production
  # PASTE THE FIX HERE

  before do
    halt 401 if ENV["LOGIN"] == "1" && !request.env["HTTP_AUTHORIZATION"]
  end

  %i[get post put delete].each do |verb|
    send(verb, "/items") do
      if ENV["ALREADY"] == "1"
        headers "Access-Control-Allow-Origin" => "*", "Access-Control-Allow-Credentials" => "true"
      end
      headers "Vary" => "Accept-Encoding", "X-Total-Count" => "2"
      "[]"
    end
  end

  get("/private") { request.env["HTTP_AUTHORIZATION"] ? "{}" : halt(401) }
  get("/crash") { raise "crash" }
end
