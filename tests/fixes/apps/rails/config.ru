require "logger"
require "rails"
require "action_controller/railtie"

class App < Rails::Application
  config.api_only = true
  config.eager_load = false
  config.secret_key_base = "proof"
  config.consider_all_requests_local = false
  config.logger = Logger.new($stderr)
  config.hosts.clear
end

# PASTE THE FIX HERE

class ItemsController < ActionController::API
  before_action { head 401 if ENV["LOGIN"] == "1" && !request.authorization }

  def items
    response.set_header("Vary", "Accept-Encoding")
    if ENV["ALREADY"] == "1"
      response.set_header("Access-Control-Allow-Origin", "*")
      response.set_header("Access-Control-Allow-Credentials", "true")
    end
    response.set_header("X-Total-Count", "2")
    render json: []
  end

  def personal
    head(request.authorization ? 200 : 401)
  end

  def crash
    raise "crash"
  end
end

App.initialize!
App.routes.draw do
  match "/items", to: "items#items", via: %i[get post put delete]
  get "/private", to: "items#personal"
  get "/crash", to: "items#crash"
end
run App
