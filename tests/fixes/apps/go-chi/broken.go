_ = cors.Options{}
