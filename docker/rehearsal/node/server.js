'use strict';
// Says that it is well.
const http = require('node:http');

const health = () => ({ ok: true, generation: Number(process.env.CAMBRIAN_GENERATION) });

if (require.main === module) {
  http
    .createServer((request, response) => {
      request.resume();
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(health()));
    })
    .listen(8401, '127.0.0.1');
}

module.exports = { health };
