// What the service takes: webhooks of GitHub, wrapped with the two headers that belong to them.
import type { EventTypes } from "varve/events";
import { z } from "zod";

/** The events this service subscribes to: https://docs.github.com/webhooks/webhook-events-and-payloads */
const names = `
  branch_protection_rule check_run check_suite code_scanning_alert commit_comment create delete dependabot_alert
  deploy_key deployment deployment_review deployment_status discussion discussion_comment fork
  github_app_authorization gollum installation installation_repositories issue_comment issues label
  marketplace_purchase member membership merge_group meta milestone org_block organization package page_build ping
  project project_card project_column projects_v2_item public pull_request pull_request_review
  pull_request_review_comment pull_request_review_thread push release repository repository_dispatch
  repository_import repository_vulnerability_alert security_advisory sponsorship star status team team_add watch
  workflow_dispatch workflow_job workflow_run`;

/** What the worker relies on; everything else is stored as it came in. */
const webhook = z.object({
  type: z.string(),
  delivery: z.uuid(),
  payload: z.object({
    action: z.string().min(1).optional(),
    sender: z.object({ login: z.string().min(1) }).optional(),
    repository: z.object({ full_name: z.string().regex(/^[^/]+\/[^/]+$/) }).optional(),
  }),
});

export type Webhook = z.infer<typeof webhook>;

export const webhookTypes: EventTypes = Object.fromEntries(
  names
    .trim()
    .split(/\s+/)
    .map((name) => [name, webhook]),
);
