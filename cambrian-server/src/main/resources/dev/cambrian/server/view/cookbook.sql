-- How often does a spec live, by model?
SELECT s.title, substr(spec_hash, 8, 12) AS spec, g.producer_model, count(*) AS tries, sum(g.viable) AS viable
FROM generation g JOIN spec s USING (spec_hash)
WHERE g.viable IS NOT NULL
GROUP BY spec_hash, g.producer_model

-- Where do generations fail?
SELECT coalesce(failure, 'non-viable') AS failure, failure_stage, count(*) AS generations
FROM generation WHERE viable = 0 OR failure IS NOT NULL
GROUP BY 1, 2 ORDER BY generations DESC

-- Which test failed, and where in the code?
SELECT generation, kind, test, file, line, error FROM test_failure ORDER BY generation DESC LIMIT 20

-- What did each model cost?
SELECT model, replayed, count(*) AS answers, sum(input_tokens) AS input, sum(output_tokens) AS output,
       sum(cache_read_tokens) AS from_cache, sum(cost_usd) AS usd, sum(cost_usd IS NULL) AS unpriced,
       sum(NOT usage_known) AS without_count
FROM llm_exchange GROUP BY model, replayed

-- Who are the ancestors of a generation, here the latest?
SELECT ancestor, depth FROM lineage WHERE generation = (SELECT max(generation) FROM generation) ORDER BY depth

-- How long does each stage take, and the canary behind the tests?
SELECT s.title, stage.stage, count(*) AS runs, round(avg(stage.duration_ms)) AS mean_ms, max(stage.duration_ms) AS max_ms
FROM stage JOIN generation g USING (generation) JOIN spec s USING (spec_hash)
GROUP BY s.title, stage.stage

-- Which contracts and vectors break most often?
SELECT kind, name, count(*) AS broken, max(error) AS an_error
FROM contract_result WHERE NOT passed AND kind <> 'baseline-contract' GROUP BY kind, name ORDER BY broken DESC LIMIT 20

-- What exactly was a model asked, and what did it answer?
SELECT generation, purpose, CAST(asked.content AS TEXT) AS request, CAST(answered.content AS TEXT) AS answer
FROM llm_exchange
JOIN blob AS asked ON asked.hash = request_blob
JOIN blob AS answered ON answered.hash = answer_blob

-- What became of each trial of a campaign, one row a trial?
SELECT t.campaign, t.trial, t.node, t.phase, t.status, t.viable, coalesce(t.failure_stage, t.failure) AS failed_at,
       (SELECT count(*) FROM test_failure f WHERE f.generation = t.generation) AS failed_checks,
       t.generation, t.spec_hash, t.tokens, t.estimated_tokens, t.elapsed_ms
FROM trial t ORDER BY t.campaign, t.trial

-- How often did each spec of a campaign live, by phase?
SELECT campaign, node, phase, sum(viable) AS viable, count(*) AS trials,
       round((1.0 + sum(viable)) / (2.0 + count(*)), 3) AS expected_rate, spec_hash
FROM trial WHERE status = 'scored' GROUP BY campaign, node, phase

-- What was proposed, and what became of it?
SELECT campaign, proposal, node, parent, operator, section, status, rule, reason, rationale FROM proposal ORDER BY campaign, proposal
