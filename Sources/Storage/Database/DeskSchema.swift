extension Migrations {
  /// The tables of `sarathi.sqlite`. Amounts, prices and times are `bigint` in the units of the domain types.
  static let desk = Migrations(
    name: "desk's database",
    steps: [
      """
      create table journal(
        stream bigint not null, seq bigint not null, time bigint not null, kind text not null, tape_no bigint not null,
        engine_version text not null, input blob not null, effects_digest bigint not null, chain blob not null,
        primary key (stream, seq));
      create table journal_heads(stream bigint not null primary key, seq bigint not null, chain blob not null);
      create table quarantines(
        stream bigint not null, seq bigint not null, kind text not null, reason text not null, person text not null,
        time bigint not null, notice bigint not null, primary key (stream, seq));

      create table store_chain(
        number bigint not null primary key, subject text not null, row_key text not null, digest blob not null,
        chain blob not null);
      create index store_chain_row on store_chain(subject, row_key, number);

      create table instruments(
        id bigint not null primary key, exchange text not null, symbol text not null, kind text not null,
        underlying text not null, expiry bigint, strike bigint, unique (exchange, symbol));
      create table accounts(
        id bigint not null primary key, name text not null, mode text not null, body text not null,
        time bigint not null);
      create table links(
        id bigint not null primary key, name text not null, body text not null, secret_hash text not null,
        secret_hint text not null, created bigint not null, removed bigint);
      create table settings(key text not null primary key, value text not null, time bigint not null);
      create table day_reports(
        account bigint not null, day bigint not null, mode text not null, body text not null, time bigint not null,
        primary key (account, day));

      create table decisions(
        account bigint not null, number bigint not null, mode text not null, seq bigint not null,
        signal_id text not null,
        link bigint not null, source text, received bigint, action text not null, symbol text not null,
        instrument bigint, outcome text not null, denial_code text, denial_detail text, reason text not null,
        time bigint not null, day bigint not null, primary key (account, number));
      create unique index decisions_identity on decisions(account, link, signal_id, number);
      create index decisions_time on decisions(time);
      create index decisions_day on decisions(day);

      create table orders(
        account bigint not null, number bigint not null, mode text not null, seq bigint not null, link bigint not null,
        position bigint not null, purpose text not null, exit_reason text, decision bigint, instrument bigint not null,
        side text not null, quantity bigint not null, product text not null, pricing text not null, limit_price bigint,
        trigger_price bigint, protection bigint, tag text, broker_id text, status text not null, status_reason text,
        filled bigint not null, average_price bigint not null, modifications bigint not null, attempts bigint not null,
        created bigint not null, last_sent bigint, day bigint not null, primary key (account, number));
      create index orders_created on orders(created);
      create index orders_day on orders(day);

      create table fills(
        account bigint not null, order_number bigint not null, fill_id text not null, correction bigint not null,
        day bigint not null, mode text not null, seq bigint not null, position bigint not null, link bigint not null,
        instrument bigint not null,
        side text not null, quantity bigint not null, price bigint not null, brokerage bigint not null,
        stt bigint not null, exchange_charge bigint not null, sebi bigint not null, gst bigint not null,
        stamp bigint not null, dp bigint not null, rounding bigint not null, time bigint not null,
        primary key (account, order_number, fill_id, correction));
      create index fills_time on fills(time);
      create index fills_day on fills(day);

      create table positions(
        account bigint not null, id bigint not null, mode text not null, seq bigint not null, link bigint not null,
        instrument bigint not null, product text not null, direction text not null, entered bigint not null,
        exited bigint not null, average_entry bigint not null, average_exit bigint not null, open_cost bigint not null,
        realised bigint not null, brokerage bigint not null, stt bigint not null, exchange_charge bigint not null,
        sebi bigint not null, gst bigint not null, stamp bigint not null, dp bigint not null, rounding bigint not null,
        opened bigint, closed bigint, exit_reason text, stop bigint, target bigint, opened_day bigint,
        closed_day bigint, primary key (account, id));
      create index positions_closed on positions(closed_day);
      create index positions_open on positions(account) where entered > exited;

      create table trades(
        account bigint not null, position bigint not null, mode text not null, seq bigint not null,
        link bigint not null,
        instrument bigint not null, product text not null, direction text not null, quantity bigint not null,
        entry_price bigint not null, exit_price bigint not null, opened bigint not null, closed bigint not null,
        gross bigint not null, brokerage bigint not null, stt bigint not null, exchange_charge bigint not null,
        sebi bigint not null, gst bigint not null, stamp bigint not null, dp bigint not null, rounding bigint not null,
        exit_reason text, day bigint not null, primary key (account, position));
      create index trades_day on trades(day);
      create index trades_closed on trades(closed);

      create table incidents(
        account bigint not null, number bigint not null, mode text not null, seq bigint not null, level text not null,
        instrument bigint, text text not null, advice text not null, time bigint not null, day bigint not null,
        primary key (account, number));
      create index incidents_time on incidents(time);
      create index incidents_day on incidents(day);

      create table stop_moves(
        account bigint not null, seq bigint not null, line bigint not null, mode text not null,
        position bigint not null,
        instrument bigint not null, stop bigint not null, best bigint not null, kind text not null,
        time bigint not null,
        primary key (account, seq, line));
      create index stop_moves_position on stop_moves(account, position);

      create table account_status(
        account bigint not null primary key, mode text not null, seq bigint not null, is_paused bigint not null,
        halt text, is_reconciled bigint not null, day bigint, realised bigint not null, charges bigint not null,
        peak bigint not null, time bigint not null);
      """,
      """
      create table deployments(
        id bigint not null primary key, strategy text not null, kind text not null, link bigint not null,
        candle bigint not null, state text not null, body text not null, created bigint not null,
        changed bigint not null);
      create table deployment_changes(
        deployment bigint not null, number bigint not null, state text not null, closing bigint not null,
        time bigint not null, primary key (deployment, number));
      create table strategy_signals(
        id text not null, deployment bigint not null, link bigint not null, symbol text not null, action text not null,
        confidence bigint not null, reason text not null, stop bigint, target bigint, time bigint not null,
        primary key (id, deployment));
      create index strategy_signals_time on strategy_signals(deployment, time);
      """,
      """
      create table refused_alerts(
        number bigint not null primary key, link bigint not null, field text not null, seen text not null,
        problem text not null, fix text not null, time bigint not null, day bigint not null);
      create index refused_alerts_day on refused_alerts(day);
      """,
    ])
}
