'use strict';
const test = require('node:test');
const assert = require('node:assert');
const { health } = require('./server.js');

test('says ok', () => assert.ok(health().ok));
test('says its generation', () => assert.ok(health().generation >= 0));
